using System.Runtime.CompilerServices;

namespace Distribute.Sandbox.State.Plans;

/// <summary>The plan of each type that was met. A type that is unloaded takes its plan with it. Thread safe.</summary>
internal static class PlanCache
{
    private static readonly ConditionalWeakTable<Type, ObjectPlan> Plans = [];

    public static ObjectPlan For(Type type) =>
        Plans.TryGetValue(type, out var plan) ? plan : Plans.GetValue(type, PlanSelector.Select);
}
