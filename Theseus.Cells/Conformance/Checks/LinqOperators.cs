namespace Theseus.Cells.Conformance.Checks;

/// <summary>LINQ over objects: filtering, projecting, grouping, joining, ordering.</summary>
internal static class LinqOperators
{
    private sealed record Person(string Name, int Age, string Town);

    private sealed record Town(string Name, string Country);

    private static readonly Person[] s_people =
    [
        new("Ada", 36, "London"), new("Bob", 25, "Paris"), new("Cy", 25, "London"), new("Dee", 61, "Rome"),
            new("Eve", 36, "Paris"),
    ];

    private static readonly Town[] s_towns = [new("London", "UK"), new("Paris", "France"), new("Oslo", "Norway")];

    public static void Run(Checker check)
    {
        Person[] people = Hidden.Of(s_people);
        check.Is("where", "[Ada,Dee,Eve]", () => people.Where(person => person.Age > 30).Select(person => person.Name));
        check.Is("where.index", "[Ada,Cy,Eve]", () =>
            people.Where((_, index) => index % 2 == 0).Select(person => person.Name));
        check.Is("select.index", "[0Ada,1Bob,2Cy,3Dee,4Eve]", () =>
            people.Select((person, index) => index + person.Name));
        check.Is("select.many", "[A,d,a,B,o,b]", () => people.Take(2).SelectMany(person => person.Name));
        check.Is("select.many.pairs", "[Ada L,Ada P,Bob L,Bob P]", () =>
            people.Take(2).SelectMany(_ => s_towns.Take(2), (person, town) => $"{person.Name} {town.Name[0]}"));
        check.Is("order", "[Bob,Cy,Eve,Ada,Dee]", () =>
            people.OrderBy(person => person.Age).ThenByDescending(person => person.Town, StringComparer.Ordinal)
            .Select(person => person.Name));
        check.Is("order.stable", "[Bob,Cy,Ada,Eve,Dee]", () =>
            people.OrderBy(person => person.Age).Select(person => person.Name));
        check.Is("order.descending", "[61,36,36,25,25]", () => people.Select(person => person.Age).OrderDescending());
        check.Is("group", "[London:2:61,Paris:2:61,Rome:1:61]", () => people.GroupBy(person => person.Town)
            .Select(group => $"{group.Key}:{group.Count()}:{group.Sum(person => person.Age)}"));
        check.Is("group.element", "[25=Bob+Cy,36=Ada+Eve,61=Dee]", () =>
            people.GroupBy(person => person.Age, person => person.Name,
            (age, names) => $"{age}={string.Join('+', names)}")
            .Order(StringComparer.Ordinal));
        check.Is("join", "[Ada UK,Bob France,Cy UK,Eve France]", () =>
            people.Join(s_towns, person => person.Town, town => town.Name,
            (person, town) => $"{person.Name} {town.Country}"));
        check.Is("group.join", "[London 2,Paris 2,Oslo 0]", () =>
            s_towns.GroupJoin(people, town => town.Name, person => person.Town,
            (town, of) => $"{town.Name} {of.Count()}"));
        check.Is("left.join", "[Ada UK,Bob France,Cy UK,Dee ?,Eve France]", () =>
            people.LeftJoin(s_towns, person => person.Town, town => town.Name,
            (person, town) => $"{person.Name} {town?.Country ?? "?"}"));
        check.Is("query", "[Ada in UK,Cy in UK]", () =>
            from person in people
            join town in s_towns on person.Town equals town.Name
            where town.Country == "UK"
            let text = $"{person.Name} in {town.Country}"
            orderby text
            select text);
        check.Is("query.into", "[25: Bob & Cy,36: Ada & Eve]", () =>
            from person in people
            group person.Name by person.Age into ages
            where ages.Count() > 1
            orderby ages.Key
            select $"{ages.Key}: {string.Join(" & ", ages)}");
        check.Is("lookup", "[2,0,Cy]", () =>
        {
            ILookup<int, Person> byAge = people.ToLookup(person => person.Age);
            return new object[] { byAge[25].Count(), byAge[99].Count(), byAge[25].Last().Name };
        });
        check.Is("dictionary", "[5,61]", () =>
        {
            Dictionary<string, int> ages = people.ToDictionary(person => person.Name, person => person.Age);
            return new[] { ages.Count, ages["Dee"] };
        });
        check.Is("distinct", "[36,25,61]", () => people.Select(person => person.Age).Distinct());
        check.Is("distinct.by", "[Ada,Bob,Dee]", () =>
            people.DistinctBy(person => person.Age).Select(person => person.Name));
        check.Is("min.max.by", "[Bob,Dee]", () =>
            new[] { people.MinBy(person => person.Age)!.Name, people.MaxBy(person => person.Age)!.Name });
        check.Is("count.by", "[[London, 2],[Paris, 2],[Rome, 1]]", () => people.CountBy(person => person.Town));
        check.Is("aggregate.by", "[[London, 61],[Paris, 61],[Rome, 61]]", () =>
            people.AggregateBy(person => person.Town, 0, (sum, person) => sum + person.Age));
        check.Is("anonymous", "[{ Name = Ada, Years = 36 },{ Name = Bob, Years = 25 }]", () =>
            people.Take(2).Select(person => new { person.Name, Years = person.Age }));
        check.Is("anonymous.key", "5", () =>
            people.GroupBy(person => new { person.Town, Old = person.Age > 30 })
            .Count(group => group.Key.Town != "Oslo"));
        check.Is("of.type", "[[1,3],[a]]", () =>
        {
            object[] mixed = [1, "a", Hidden.Of(3), 4.5];
            return new object[] { mixed.OfType<int>(), mixed.OfType<string>() };
        });
        check.Throws<InvalidCastException>("cast", () => new object[] { 1, Hidden.Of("a") }.Cast<int>().Sum());
        check.Throws<InvalidOperationException>("single.many", () => people.Single(person => person.Age == 25));
        check.Throws<InvalidOperationException>("first.none", () => people.First(person => person.Age == 1));
        check.Throws<InvalidOperationException>("max.none", () =>
            people.Where(person => person.Age == 1).Max(person => person.Age));
        check.Is("default", "[null,0,Bob]", () => new object?[]
        {
            people.FirstOrDefault(person => person.Age == 1)?.Name,
                people.Select(person => person.Age).SingleOrDefault(age => age == 1), people.ElementAt(^4).Name,
        });
    }
}
