#:package Markdig@1.6.0
// A document with extensions to HTML and to plain text, and a walk over its tree.
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

const string Text = """
    # Title *of* it

    A [link](https://example.org "t"), `code`, **strong ~~struck~~** text[^1] and https://example.org/x.

    | a | b |
    |---|:-:|
    | 1 | 2 |

    - [x] done
      1. inner
    - [ ] open

    ```csharp
    var x = 1 < 2;
    ```
    > quoted

    [^1]: The note.
    """;
var pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();
Console.WriteLine(Markdown.ToHtml(Text, pipeline));
Console.WriteLine(Markdown.ToPlainText(Text, pipeline));
var document = Markdown.Parse(Text, pipeline);
Console.WriteLine(string.Join(' ', document.Descendants().OfType<LinkInline>().Select(l => l.Url)));
Console.WriteLine(string.Join(' ', document.Select(b => b.GetType().Name)));
