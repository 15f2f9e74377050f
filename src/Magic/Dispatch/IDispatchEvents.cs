using Distribute.Magic.Grammar;
using Distribute.Sandbox.Sessions;

namespace Distribute.Magic.Dispatch;

/// <summary>
/// Follows a cell with its parts. <see cref="PartBegan"/> comes before all session events of its part and
/// <see cref="PartEnded"/> after them, both on the dispatcher's own thread; the rest is as <see cref="ISessionEvents"/> says.
/// </summary>
public interface IDispatchEvents : ISessionEvents
{
    /// <summary>A part is about to run.</summary>
    /// <param name="part">The part.</param>
    void PartBegan(CellPart part) { }

    /// <summary>A part ended, or the cell could not be read.</summary>
    /// <param name="part">The part; null when the cell's text is wrong and nothing ran.</param>
    /// <param name="result">What came of it.</param>
    void PartEnded(CellPart? part, CellResult result) { }
}
