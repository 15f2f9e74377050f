using System.Text.Json.Nodes;
using Distribute.Jupyter.Tests.Running;

namespace Distribute.Jupyter.Tests.Protocol;

/// <summary>What comes of an execute_request.</summary>
public sealed class ExecuteTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private Client Client => kernel.Client;

    [Fact]
    public void Everything_is_between_busy_and_idle_in_order()
    {
        var (reply, published) = Client.Run("Console.WriteLine(\"out\");\nConsole.Error.WriteLine(\"err\");\ndisplay(HTML(\"<b>1</b>\"));\n6 * 7");

        Assert.Equal("ok", (string?)reply["status"]);
        Assert.Equal(["status", "execute_input", "stream", "stream", "display_data", "execute_result", "status"], published.Select(told => told.Type));
        Assert.Equal(("stdout", "out\n", "stderr", "err\n"), ((string)published[2].Content["name"]!, published[2].Text, (string)published[3].Content["name"]!, published[3].Text));
        Assert.Equal("<b>1</b>", (string?)published[4].Content["data"]!["text/html"]);
        Assert.Equal("42", (string?)published[5].Content["data"]!["text/plain"]);
        Assert.Equal((int)reply["execution_count"]!, (int)published[5].Content["execution_count"]!);
    }

    [Fact]
    public void Silent_cells_run_and_show_and_count_nothing()
    {
        var before = (int)Client.Run("0").Reply["execution_count"]!;

        var (reply, published) = Client.Run("var quiet = 5; Console.WriteLine(\"nothing\"); quiet", content => content["silent"] = true);

        Assert.Equal("ok", (string?)reply["status"]);
        Assert.All(published, told => Assert.Equal("status", told.Type));
        var (after, shown) = Client.Run("quiet");
        Assert.Equal(before + 1, (int)after["execution_count"]!);
        Assert.Equal("5", (string?)shown.Single(told => told.Type == "execute_result").Content["data"]!["text/plain"]);
    }

    [Fact]
    public void Cells_without_history_do_not_count()
    {
        var before = (int)Client.Run("0").Reply["execution_count"]!;
        Client.Run("1", content => content["store_history"] = false);
        Assert.Equal(before + 1, (int)Client.Run("2").Reply["execution_count"]!);

        var id = Client.Send(Client.Shell, "history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2, ["output"] = true, ["raw"] = true });
        var history = Client.Reply(Client.Shell, id)["history"]!.AsArray();
        Assert.Equal(["0", "2"], history.Select(entry => (string)entry![2]![0]!));
        Assert.Equal(["0", "2"], history.Select(entry => (string)entry![2]![1]!));
    }

    [Fact]
    public void A_cell_without_code_is_none()
    {
        var before = (int)Client.Run("0").Reply["execution_count"]!;

        Assert.Equal("ok", (string?)Client.Run(" \n").Reply["status"]);

        Assert.Equal(before + 1, (int)Client.Run("1").Reply["execution_count"]!);
    }

    [Fact]
    public void User_expressions_are_evaluated_after_the_cell()
    {
        var (reply, _) = Client.Run("var width = 6;", content => content["user_expressions"] = new JsonObject { ["area"] = "width * 7", ["wrong"] = "nosuch + 1" });

        var expressions = reply["user_expressions"]!;
        Assert.Equal(("ok", "42"), ((string)expressions["area"]!["status"]!, (string)expressions["area"]!["data"]!["text/plain"]!));
        Assert.Equal(("error", "CompilationError"), ((string)expressions["wrong"]!["status"]!, (string)expressions["wrong"]!["ename"]!));
        Assert.Contains("nosuch", (string)expressions["wrong"]!["evalue"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_shows_the_lines_of_all_cells_that_it_came_through()
    {
        var first = (int)Client.Run("var nothing = 0;\nint Divide(int a) =>\n    a / nothing;").Reply["execution_count"]!;

        var (reply, published) = Client.Run("var before = 1;\nDivide(before)");

        var error = published.Single(told => told.Type == "error").Content;
        Assert.Equal(("error", "System.DivideByZeroException"), ((string)reply["status"]!, (string)reply["ename"]!));
        Assert.Equal((string?)reply["evalue"], (string?)error["evalue"]);
        var traceback = string.Join('\n', error["traceback"]!.AsArray().Select(line => (string)line!));
        Assert.Contains($"cell {first}, line 3\n        3 | a / nothing;", traceback, StringComparison.Ordinal);
        Assert.Contains($"cell {first + 1}, line 2\n        2 | Divide(before)", traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compile_error_shows_its_place()
    {
        var error = Client.Run("var fine = 1;\nint wrong = \"text\";").Published.Single(told => told.Type == "error").Content;

        Assert.Equal("CompilationError", (string?)error["ename"]);
        var traceback = error["traceback"]!.AsArray().Select(line => (string)line!).ToArray();
        Assert.Contains("(2,13): error CS0029", traceback[0], StringComparison.Ordinal);
        Assert.Equal("  int wrong = \"text\";", traceback[1]);
    }

    [Fact]
    public void Ranks_show_their_lines_values_and_failures()
    {
        var (reply, published) = Client.Run(
            "#!distribute 3\nConsole.Write($\"from {__process_id__}\");\nif (__process_id__ == 1) throw new InvalidOperationException(\"only here\");\ndisplay(HTML($\"<i>{__process_id__}</i>\"));\n__process_id__ * 10");

        var lanes = published.Last(told => told.Content["data"] is not null).Content["data"]!;
        Assert.Matches(@"^\[0\] from 0\n\[0\] .*\n\[0\] 0\n\[1\] from 1\n\[2\] from 2\n\[2\] .*\n\[2\] 20\n3 ranks, 2 ok, 1 failed, ", (string)lanes["text/plain"]!);
        var html = (string)lanes["text/html"]!;
        Assert.Contains("<i>0</i>", html, StringComparison.Ordinal);
        Assert.Contains("failed, line 3", html, StringComparison.Ordinal);
        Assert.Contains("line 3: if (__process_id__ == 1)", html, StringComparison.Ordinal);
        Assert.Equal(("System.InvalidOperationException", "rank 1: only here"), ((string)reply["ename"]!, (string)reply["evalue"]!));
        Assert.Contains("3 | if (__process_id__ == 1)", string.Join('\n', reply["traceback"]!.AsArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_display_is_replaced_from_a_later_cell()
    {
        var shown = Client.Run("var shown = display(\"before\");").Published.Single(told => told.Type == "display_data").Content;

        var replaced = Client.Run("shown.Update(\"after\");").Published.Single(told => told.Type == "update_display_data").Content;

        Assert.NotNull((string?)shown["transient"]!["display_id"]);
        Assert.Equal((string?)shown["transient"]!["display_id"], (string?)replaced["transient"]!["display_id"]);
        Assert.Equal("after", (string?)replaced["data"]!["text/plain"]);
    }

    [Fact]
    public void Output_is_cleared_when_the_cell_says_so()
    {
        var published = Client.Run("Console.WriteLine(1); ClearOutput(wait: true); Console.WriteLine(2);").Published;

        Assert.Equal(["status", "execute_input", "stream", "clear_output", "stream", "status"], published.Select(told => told.Type));
        Assert.True((bool)published[3].Content["wait"]!);
    }

    [Fact]
    public void A_hundred_thousand_lines_arrive_in_order_in_few_messages()
    {
        var (_, published) = Client.Run("for (var i = 0; i < 100_000; i++) Console.WriteLine($\"line {i}\");");

        var streams = published.Where(told => told.Type == "stream").Select(told => told.Text!).ToArray();
        var lines = string.Concat(streams).Split('\n');
        Assert.Equal(100_001, lines.Length);
        Assert.All(Enumerable.Range(0, 100_000), i => Assert.Equal($"line {i}", lines[i]));
        // The session hands over a piece for each 4096 letters; far fewer messages than that leave the kernel.
        Assert.InRange(streams.Length, 1, lines.Length / 100);
    }
}
