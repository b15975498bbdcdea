#:package LiteDB@5.0.21
// A database in memory: documents of objects, an index, queries, an update.
using LiteDB;

using var database = new LiteDatabase(new MemoryStream());
var people = database.GetCollection<Person>("people");
people.Insert(new[] { new Person { Name = "Ada", Age = 36, Level = Level.High }, new Person { Name = "Bob", Age = 20 }, new Person { Name = "Cy", Age = 50 } });
people.EnsureIndex(p => p.Age);
Console.WriteLine(string.Join(' ', people.Find(p => p.Age > 30).Select(p => $"{p.Name}:{p.Level}")));
var bob = people.FindOne(p => p.Name == "Bob");
bob.Tags.Add("new");
Console.WriteLine(people.Update(bob));
Console.WriteLine($"{people.FindById(bob.Id).Tags[0]} {people.Count()} {people.Max(p => p.Age)}");
Console.WriteLine(BsonMapper.Global.ToDocument(new Person { Name = "x" })["Name"].AsString);

public enum Level { Low, High }
public sealed class Person { public int Id { get; set; } public string Name { get; set; } = ""; public int Age { get; set; } public Level Level { get; set; } public List<string> Tags { get; set; } = []; }
