// XML by tree, path, reader, writer, serializer; data tables.
using System.Data;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;
using System.Xml.Schema;
XNamespace ns = "urn:x";
XDocument doc = new(new XDeclaration("1.0", "utf-8", null), new XComment(" c "),
    new XElement(ns + "root", new XAttribute("a", 1), new XElement(ns + "item", new XAttribute("id", "x1"), "one"),
        new XElement(ns + "item", new XAttribute("id", "x2"), new XCData("<two>")), new XElement("plain", 3.5)));
Console.WriteLine(doc.Declaration + doc.ToString(SaveOptions.DisableFormatting));
Console.WriteLine(string.Join(',',
    doc.Descendants(ns + "item").Select(e => $"{(string)e.Attribute("id")!}={e.Value}")) + (double)doc.Root!.Element("plain")!);
doc.Root.Elements().First().ReplaceWith(new XElement("new", new DateTime(2024, 1, 2)));
doc.Root.SetAttributeValue("b", true); Console.WriteLine(doc);
XElement parsed = XElement.Parse("<a x='1 &amp; 2'><b>t&#65;</b><b/><c><b>deep</b></c><?pi data?></a>");
Console.WriteLine($"{parsed.XPathSelectElements("//b").Count()} {parsed.XPathEvaluate("string(c/b)")} "
    + $"{parsed.XPathEvaluate("count(b)")} {parsed.Attribute("x")!.Value} "
    + $"{XNode.DeepEquals(parsed, new XElement(parsed))}");
foreach (string bad in new[] { "<a>", "<a></b>", "<a x=1/>", "<a>&nope;</a>", "", "<a/><b/>", "<a x='1' x='2'/>" }) try
{
    XElement.Parse(bad);
} catch (XmlException e) { Console.WriteLine($"{e.LineNumber}:{e.LinePosition} {e.Message}"); }
StringBuilder b = new();
using (XmlWriter w = XmlWriter.Create(b, new() { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
{
    w.WriteStartElement("p", "root", "urn:p");
    w.WriteAttributeString("q", "v\"<");
    w.WriteElementString("e", "text & more");
    w.WriteStartElement("empty"); w.WriteEndElement(); w.WriteRaw("<raw/>"); w.WriteEndElement();
} Console.WriteLine(b);
using (XmlReader r = XmlReader.Create(new StringReader("<r a='1'><x>text</x><!--c--><y b='2'/></r>"),
    new() { IgnoreComments = true })) while (r.Read()) Console.Write($"{r.NodeType}:{r.Name}:"
    + $"{r.Value}:{r.Depth}:{r.AttributeCount} ");
Console.WriteLine();
XmlDocument dom = new();
dom.LoadXml("<r><x n='1'/><x n='2'/></r>");
dom.DocumentElement!.AppendChild(dom.CreateElement("y")).InnerText = "i";
Console.WriteLine($"{dom.OuterXml} {dom.SelectNodes("/r/x")!.Count} {dom.SelectSingleNode("//x[@n='2']/@n")!.Value}");
XmlSchemaSet schemas = new();
schemas.Add("",
    XmlReader.Create(new StringReader("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='n' type='xs:int'/></xs:schema>")));
int errors = 0;
new XDocument(new XElement("n", "abc")).Validate(schemas, (_, e) => errors++);
new XDocument(new XElement("n", "12")).Validate(schemas, (_, e) => errors += 10); Console.WriteLine(errors);
DataTable t = new("people");
t.Columns.Add("id", typeof(int));
t.Columns.Add("name", typeof(string));
t.Columns.Add("twice", typeof(int), "id * 2");
t.PrimaryKey = [t.Columns["id"]!]; t.Rows.Add(2, "bob"); t.Rows.Add(1, "ann"); t.Rows.Add(3, DBNull.Value);
Console.WriteLine($"{string.Join(',', t.Select("id > 1", "id DESC").Select(r => r["name"]))} "
    + $"{t.Compute("SUM(id)", "")} {t.Rows.Find(1)!["twice"]} {t.Rows[2].IsNull("name")} {t.DefaultView.Count}");
try
{
    t.Rows.Add(1, "dup");
} catch (ConstraintException e)
{
    Console.WriteLine(e.Message);
}
try
{
    t.Rows.Add("x", "y");
} catch (ArgumentException e)
{
    Console.WriteLine(e.GetType().Name);
}
Console.WriteLine($"{t.Rows[0].RowState} {t.GetChanges()!.Rows.Count}");
t.AcceptChanges();
t.Rows[0]["name"] = "rob"; Console.WriteLine($"{t.Rows[0].RowState} {t.Rows[0]["name", DataRowVersion.Original]}");
