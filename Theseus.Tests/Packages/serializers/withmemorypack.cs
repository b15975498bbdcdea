#:package MemoryPack@1.21.4
// What its source generator writes: classes, collections, unions.
using MemoryPack;

byte[] bytes = MemoryPackSerializer.Serialize(new Person { Name = "Ada", Age = 36, Tags = ["x", "y"] });
Console.WriteLine(Convert.ToHexString(bytes));
var person = MemoryPackSerializer.Deserialize<Person>(bytes)!;
Console.WriteLine($"{person.Name} {person.Age} {string.Join('+', person.Tags)}");
IShape shape = new Square { Side = 3 };
Console.WriteLine(((Square)MemoryPackSerializer.Deserialize<IShape>(MemoryPackSerializer.Serialize(shape))!).Side);

[MemoryPackable]
public partial class Person { public string Name { get; set; } = ""; public int Age { get; set; } public List<string> Tags { get; set; } = []; }

[MemoryPackable, MemoryPackUnion(0, typeof(Square))]
public partial interface IShape;

[MemoryPackable]
public partial class Square : IShape { public double Side { get; set; } }
