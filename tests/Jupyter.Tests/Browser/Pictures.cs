using Microsoft.Playwright;

namespace Distribute.Jupyter.Tests.Browser;

/// <summary>Takes pictures of what the tests see, for whoever looks at them: into the folder that <c>DISTRIBUTE_PICTURES</c> names, if it does.</summary>
internal static class Pictures
{
    private static readonly string? _folder = Environment.GetEnvironmentVariable("DISTRIBUTE_PICTURES");

    public static Task TakeAsync(ILocator what, string name) =>
        _folder is null ? Task.CompletedTask : what.ScreenshotAsync(new() { Path = Path.Combine(_folder, name + ".png") });

    public static Task TakeAsync(IPage page, string name) =>
        _folder is null ? Task.CompletedTask : page.ScreenshotAsync(new() { Path = Path.Combine(_folder, name + ".png"), FullPage = true });
}
