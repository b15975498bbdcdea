#:package YamlDotNet@18.1.0
// A document to objects and back, anchors, enumerations, naming conventions.
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

const string Text = """
    title: plan
    level: High
    base: &base { cpu: 2, memory: 0.5 }
    machines:
      - name: a
        size: *base
      - name: b
        size: { cpu: 8, memory: 16 }
    """;
var read = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build();
var plan = read.Deserialize<Plan>(Text);
Console.WriteLine($"{plan.Title} {plan.Level} {string.Join(", ", plan.Machines.Select(m => $"{m.Name}:{m.Size.Cpu}/{m.Size.Memory}"))}");
Console.Write(new SerializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Serialize(plan));
var any = (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize(new StringReader("x: [1, two]"))!;
Console.WriteLine(string.Join(' ', (List<object>)any["x"]));

public enum Level { Low, High }
public sealed class Size { public int Cpu { get; set; } public double Memory { get; set; } }
public sealed class Machine { public string Name { get; set; } = ""; public Size Size { get; set; } = new(); }
public sealed class Plan { public string Title { get; set; } = ""; public Level Level { get; set; } public Size Base { get; set; } = new(); public List<Machine> Machines { get; set; } = []; }
