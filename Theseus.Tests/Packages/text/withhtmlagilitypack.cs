#:package HtmlAgilityPack@1.13.0
// HTML that is not well formed, queries by XPath, changes.
using HtmlAgilityPack;

var document = new HtmlDocument();
document.LoadHtml("<html><body><ul class=list><li>one<li data-x='2'>two &amp; more</ul><a href=/x>link</a><p>tail");
foreach (var item in document.DocumentNode.SelectNodes("//ul[@class='list']/li"))
    Console.WriteLine($"{HtmlEntity.DeEntitize(item.InnerText)} {item.GetAttributeValue("data-x", 0)}");
Console.WriteLine(document.DocumentNode.SelectSingleNode("//a/@href").Attributes["href"].Value);
document.DocumentNode.SelectSingleNode("//p").AppendChild(HtmlNode.CreateNode("<b>bold</b>"));
Console.WriteLine(document.DocumentNode.OuterHtml);
Console.WriteLine(document.ParseErrors.Count());
