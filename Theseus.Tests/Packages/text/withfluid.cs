#:package Fluid.Core@2.41.1
// Liquid templates over objects: loops, conditions, filters, a filter of the program's own, an error.
using Fluid;
using Fluid.Values;

const string Text = """
    {%- assign total = 0 -%}
    {{ shop.Name | upcase }}{% for item in shop.Items %}
    {{ forloop.index }}. {{ item.Title | truncate: 8 }} {{ item.Price | times: 2 | round: 1 }}{% if item.Price > 10 %} dear{% else %} cheap{% endif %}
    {%- endfor %}
    {{ shop.Items | map: "Title" | join: ", " }} {{ "now" | size }} {{ shop.Items.size }} {{ "x" | shout: 3 }}
    {% case shop.Kind %}{% when "Book" %}books{% else %}other{% endcase %} {{ shop.Open | date: "%Y-%m-%d" }}
    """;
var options = new TemplateOptions { MemberAccessStrategy = new UnsafeMemberAccessStrategy() };
options.Filters.AddFilter("shout", (input, arguments, context) => new StringValue(input.ToStringValue() + new string('!', (int)arguments.At(0).ToNumberValue())));
var parser = new FluidParser();
var template = parser.Parse(Text);
var shop = new Shop("corner", "Book", new DateTime(2026, 1, 2), [new("Green apples", 3.25m), new("Pen", 12)]);
Console.WriteLine(template.Render(new TemplateContext(new { shop }, options)));
Console.WriteLine(parser.TryParse("{% for %}", out _, out var error) + " " + error);

public sealed record Item(string Title, decimal Price);
public sealed record Shop(string Name, string Kind, DateTime Open, List<Item> Items);
