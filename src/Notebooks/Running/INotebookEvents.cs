using Distribute.Notebooks.Reports;
using Distribute.Sandbox.Sessions;

namespace Distribute.Notebooks.Running;

/// <summary>
/// Follows a notebook while it runs. Implementations override what they need. Calls come one at a time and in order,
/// those of the cell's own events excepted, which come as <see cref="ISessionEvents"/> says.
/// </summary>
public interface INotebookEvents
{
    /// <summary>A code cell begins. Not called for text, empty cells and cells in other languages.</summary>
    /// <param name="index">Its place in the notebook, from 0.</param>
    /// <param name="executionCount">Its execution count, from 1.</param>
    /// <param name="source">Its whole text.</param>
    /// <returns>Who follows the cell itself, and answers its questions; null for no one.</returns>
    ISessionEvents? CellStarted(int index, int executionCount, string source) => null;

    /// <summary>A cell ended: every cell that was reached, text included.</summary>
    void CellEnded(CellRun cell) { }
}
