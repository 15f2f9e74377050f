using System.Text.Json.Nodes;
using Distribute.Notebooks.Documents;

namespace Distribute.Notebooks.Tests;

public sealed class WriteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_untouched_seed_examples_are_written_byte_for_byte()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "seed-examples.ipynb");
        var document = await NotebookFile.ReadAsync(path);

        var text = await _folder.RewriteAsync(document, "out.ipynb");

        Assert.Equal((await File.ReadAllTextAsync(path)).TrimEnd('\n') + "\n", text);
        Nbformat.AssertValid(text);
    }

    [Fact]
    public async Task Everything_unknown_is_kept()
    {
        const string Text = """
            {"zeta":[1.0,1e400,-0,12345678901234567890],"nbformat":4,"nbformat_minor":5,"metadata":{"own":{"😀":"a\u00e9\ud83d\ude00<&>'"},"e":{},"l":[]},
            "cells":[{"cell_type":"code","id":"a-1","metadata":{"tags":["t"],"x":null},"source":"1","execution_count":3,"future":true,
            "outputs":[{"output_type":"display_data","metadata":{},"data":{"text/plain":["a"],"application/json":{"b":1.50}}}]},
            {"cell_type":"markdown","id":"b","metadata":{},"source":["t"],"attachments":{"i.png":{"image/png":"AA=="}}},
            {"cell_type":"new-kind","id":"c","metadata":{},"source":""}]}
            """;
        var document = await _folder.ReadAsync("a.ipynb", Text);

        var written = await _folder.RewriteAsync(document, "b.ipynb");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Text), JsonNode.Parse(written)));
        Assert.Contains("1e400", written);
        Assert.Contains("\"😀\": \"a\\u00e9\\ud83d\\ude00<&>'\"", written);
    }

    [Fact]
    public async Task Indents_as_jupyter_does()
    {
        var document = await _folder.ReadAsync("a.ipynb", """{"cells":[],"metadata":{"a":{"b":[1]}},"nbformat":4,"nbformat_minor":5}""");

        var text = await _folder.RewriteAsync(document, "b.ipynb");

        Assert.Equal("{\n \"cells\": [],\n \"metadata\": {\n  \"a\": {\n   \"b\": [\n    1\n   ]\n  }\n },\n \"nbformat\": 4,\n \"nbformat_minor\": 5\n}\n", text);
    }

    [Fact]
    public async Task An_older_notebook_becomes_4_5_with_ids_that_are_the_same_each_time()
    {
        var text = Notebook.OfMinor(2, "{}", """{"cell_type":"code","source":"1"}""", """{"cell_type":"markdown","source":"1","metadata":{"k":1}}""");
        var document = await _folder.ReadAsync("a.ipynb", text);

        var first = await _folder.RewriteAsync(document, "b.ipynb");

        Assert.Equal(2, Nbformat.AssertValid(first).Count);
        Assert.Equal(first, await _folder.RewriteAsync(document, "b.ipynb"));
    }

    [Fact]
    public async Task Bad_and_double_ids_are_replaced_and_good_ones_stay()
    {
        var text = Notebook.Of("{}", Notebook.Code("1", id: "twice"), Notebook.Code("2", id: "twice"), Notebook.Code("3", id: "a b"),
            Notebook.Code("4", id: new string('x', 65)), Notebook.Code("5", id: "fine"));
        var document = await _folder.ReadAsync("a.ipynb", text);

        var cells = Nbformat.AssertValid(await _folder.RewriteAsync(document, "b.ipynb"));

        Assert.Equal("twice", (string?)cells[0]!["id"]);
        Assert.Equal("fine", (string?)cells[4]!["id"]);
    }

    [Fact]
    public async Task A_later_minor_version_is_kept()
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.OfMinor(6, "{}", Notebook.Code("1")));

        Assert.Equal(6, (int)JsonNode.Parse(await _folder.RewriteAsync(document, "b.ipynb"))!["nbformat_minor"]!);
    }

    [Fact]
    public async Task Replaces_a_file_keeps_its_permissions_and_leaves_nothing_else()
    {
        if (OperatingSystem.IsWindows()) return;
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of("{}", Notebook.Code("1")));
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(_folder["a.ipynb"], Mode);
        File.CreateSymbolicLink(_folder["link.ipynb"], "a.ipynb");

        await NotebookFile.WriteAsync(document with { Cells = [] }, _folder["link.ipynb"]);

        Assert.Equal(Mode, File.GetUnixFileMode(_folder["a.ipynb"]));
        Assert.Equal("a.ipynb", new FileInfo(_folder["link.ipynb"]).LinkTarget);
        Assert.Empty((await NotebookFile.ReadAsync(_folder["a.ipynb"])).Cells);
        Assert.Equal(["a.ipynb", "link.ipynb"], _folder.Names.Order());
    }

    [Theory]
    [InlineData("", "a notebook's name ends in")]
    [InlineData("out.txt", "a notebook's name ends in")]
    [InlineData("no/such/out.ipynb", "cannot write")]
    [InlineData("taken.ipynb", "it is a directory")]
    public async Task A_place_that_cannot_be_written_is_told_before_and_at_the_write(string name, string reason)
    {
        Directory.CreateDirectory(_folder["taken.ipynb"]);
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of("{}", Notebook.Code("1")));

        var before = Assert.Throws<IOException>(() => NotebookFile.EnsureWritable(_folder[name]));
        var during = await Assert.ThrowsAsync<IOException>(() => NotebookFile.WriteAsync(document, _folder[name]));

        Assert.All([before, during], error => Assert.Contains(reason, error.Message));
        Assert.All([before, during], error => Assert.DoesNotContain("\n", error.Message));
        Assert.Equal(["a.ipynb", "taken.ipynb"], _folder.Names.Order());
    }

    [Fact]
    public async Task A_cancelled_write_changes_nothing()
    {
        var document = await _folder.ReadAsync("a.ipynb", Notebook.Of("{}", Notebook.Code("1")));
        var before = await File.ReadAllTextAsync(_folder["a.ipynb"]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => NotebookFile.WriteAsync(document with { Cells = [] }, _folder["a.ipynb"], new CancellationToken(canceled: true)));

        Assert.Equal(before, await File.ReadAllTextAsync(_folder["a.ipynb"]));
        Assert.Equal(["a.ipynb"], _folder.Names);
    }

    [Fact]
    public void Trying_a_good_place_leaves_no_trace()
    {
        NotebookFile.EnsureWritable(_folder["out.ipynb"]);

        Assert.Empty(_folder.Names);
    }

    public void Dispose() => _folder.Dispose();
}
