namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Interface dispatch: explicit, default, diamond, variant, reimplemented; virtual calls and covariant returns.
/// </summary>
internal static class Interfaces
{
    public static void Run(Checker check)
    {
        check.Is("virtual", "[animal,dog,puppy,hidden,animal]", () =>
        {
            Animal[] animals = [new(), new Dog(), new Puppy(), new Fox()];
            return animals.Select(animal => animal.Name()).SkipLast(1).Append(new Fox().Name())
                .Append(Hidden.Of(animals)[3].Name());
        });
        check.Is("abstract", "[6,3]", () =>
            Hidden.Of<Solid[]>([new Box(1, 2, 3), new Box(1, 1, 3)]).Select(solid => solid.Volume()));
        check.Is("explicit", "[public,left,right]", () =>
        {
            Both both = new();
            return new[] { both.Call(), Hidden.Of<ILeft>(both).Call(), Hidden.Of<IRight>(both).Call() };
        });
        check.Is("default", "[hello Ann,HI Bob]", () =>
            Hidden.Of<IGreeter[]>([new Plain("Ann"), new Shouting("Bob")]).Select(greeter => greeter.Greet()));
        check.Is("default.structure", "hello 7", () => Hidden.Of<IGreeter>(new Numbered(7)).Greet());
        check.Is("default.structure.state", "[1,2,2]", () =>
        {
            IBump bump = Hidden.Of<IBump>(new Bump());
            return new[] { bump.Next(), bump.Next(), ((Bump)bump).Count };
        });
        check.Is("diamond", "[bottom,bottom,bottom]", () =>
        {
            Diamond diamond = new();
            return new[] { Hidden.Of<ITop>(diamond).Who(), Hidden.Of<ILeftSide>(diamond).Who(),
                Hidden.Of<IRightSide>(diamond).Who() };
        });
        check.Is("diamond.most.specific", "bottom default", () => Hidden.Of<ITop>(new Inherited()).Who());
        check.Is("reimplemented", "[first,second,second]", () => new[]
        {
            Hidden.Of<ICall>(new First()).Call(), Hidden.Of<ICall>(new Second()).Call(),
                Hidden.Of<ICall>(new Third()).Call(),
        });
        check.Is("static.member", "[from interface,5]", () =>
            new object[] { IGreeter.Describe(), IGreeter.Answer + 4 });
        check.Is("private.member", "<<x>>", () => Hidden.Of<IWrapper>(new Wrapper()).Wrap("x"));
        check.Is("covariant.interface", "[a,b]", () => Hidden.Of<IEnumerable<object>>(new List<string> { "a", "b" }));
        check.Is("contravariant.interface", "[-1,1]", () =>
        {
            IComparer<Dog> comparer = Hidden.Of<IComparer<Animal>>(new ByName());
            return new[] { comparer.Compare(new Dog(), new Puppy()), comparer.Compare(new Puppy(), new Dog()) };
        });
        check.Is("variance.own", "[made dog,took puppy]", () =>
        {
            IMaker<Animal> maker = Hidden.Of<IMaker<Dog>>(new DogMaker());
            ITaker<Puppy> taker = Hidden.Of<ITaker<Animal>>(new AnimalTaker());
            return new[] { "made " + maker.Make().Name(), taker.Take(new Puppy()) };
        });
        check.Is("variance.test", "[true,false,true,false]", () =>
        {
            object words = Hidden.Of<object>(new List<string>());
            object numbers = Hidden.Of<object>(new List<int>());
            return new[] { words is IEnumerable<object>, words is IEnumerable<int>, numbers is IReadOnlyList<int>,
                numbers is IEnumerable<object> };
        });
        check.Is("covariant.return", "[dog,true]", () =>
        {
            Dog offspring = new Dog().Offspring();
            return new object[] { offspring.Name(), Hidden.Of<Animal>(new Dog()).Offspring() is Dog };
        });
        check.Is("covariant.return.property", "[puppy]", () =>
            new[] { Hidden.Of<Kennel>(new PuppyKennel()).Inmate.Name() });
        check.Is("sealed", "dog", () => Hidden.Of<Animal>(new Guard()).Name());
        check.Is("many.types", "[0,1,2,3,4,5,6,7]", () =>
        {
            IIndex[] all = [new I0(), new I1(), new I2(), new I3(), new I4(), new I5(), new I6(), new I7()];
            int[] sums = new int[8];
            for (int round = 0; round < 1000; round++)
            {
                sums[round % 8] += all[round % 8].Index;
            }

            return sums.Select(sum => sum / 125);
        });
        check.Is("operator", "[<3>,true]", () =>
            new object[] { (string)new Angle(Hidden.Of(3)), new Angle(1) < new Angle(2) });
        check.Is("indexer", "[b,2]", () =>
        {
            Roster roster = new();
            roster[1] = Hidden.Of("b");
            return new object[] { roster[1], roster["b"] + 1 };
        });
        check.Is("extension", "[olleh,5]", () => new object[] { Hidden.Of("hello").Backwards(), "hello".Letters });
    }

    private class Animal
    {
        public virtual string Name() => "animal";

        public virtual Animal Offspring() => new();
    }

    private class Dog : Animal
    {
        public override string Name() => "dog";

        public override Dog Offspring() => new();
    }

    private sealed class Puppy : Dog
    {
        public override string Name() => "puppy";
    }

    private sealed class Fox : Animal
    {
        public new string Name() => "hidden";
    }

    private sealed class Guard : Dog
    {
        public sealed override string Name() => base.Name();
    }

    private class Kennel
    {
        public virtual Animal Inmate => new();
    }

    private sealed class PuppyKennel : Kennel
    {
        public override Puppy Inmate => new();
    }

    private abstract class Solid
    {
        public abstract int Volume();
    }

    private sealed class Box(int a, int b, int c) : Solid
    {
        public override int Volume() => a * b * c;
    }

    private interface ILeft
    {
        string Call();
    }

    private interface IRight
    {
        string Call();
    }

    private sealed class Both : ILeft, IRight
    {
        public string Call() => "public";

        string ILeft.Call() => "left";

        string IRight.Call() => "right";
    }

    private interface IGreeter
    {
        static int Answer { get; } = 1;

        string Name { get; }

        static string Describe() => "from interface";

        string Greet() => $"hello {Name}";
    }

    private sealed class Plain(string name) : IGreeter
    {
        public string Name => name;
    }

    private sealed class Shouting(string name) : IGreeter
    {
        public string Name => name;

        public string Greet() => $"HI {Name}";
    }

    private readonly struct Numbered(int number) : IGreeter
    {
        public string Name => Show.Text(number);
    }

    private interface IBump
    {
        int Count { get; set; }

        int Next() => ++Count;
    }

    private struct Bump : IBump
    {
        public int Count { get; set; }
    }

    private interface ITop
    {
        string Who() => "top";
    }

    private interface ILeftSide : ITop
    {
        string ITop.Who() => "left";
    }

    private interface IRightSide : ITop
    {
        string ITop.Who() => "right";
    }

    private interface IBottom : ILeftSide, IRightSide
    {
        string ITop.Who() => "bottom default";
    }

    private sealed class Diamond : ILeftSide, IRightSide
    {
        string ITop.Who() => "bottom";
    }

    private sealed class Inherited : IBottom;

    private interface ICall
    {
        string Call();
    }

    private class First : ICall
    {
        public string Call() => "first";
    }

    private class Second : First, ICall
    {
        string ICall.Call() => "second";
    }

    private sealed class Third : Second;

    private interface IWrapper
    {
        string Wrap(string text) => Mark("<<", text) + ">>";

        private static string Mark(string mark, string text) => mark + text;
    }

    private sealed class Wrapper : IWrapper;

    private sealed class ByName : IComparer<Animal>
    {
        public int Compare(Animal? left, Animal? right) =>
            Math.Sign(string.CompareOrdinal(left?.Name(), right?.Name()));
    }

    private interface IMaker<out T>
    {
        T Make();
    }

    private interface ITaker<in T>
    {
        string Take(T item);
    }

    private sealed class DogMaker : IMaker<Dog>
    {
        public Dog Make() => new();
    }

    private sealed class AnimalTaker : ITaker<Animal>
    {
        public string Take(Animal item) => "took " + item.Name();
    }

    private interface IIndex
    {
        int Index { get; }
    }

    private sealed class I0 : IIndex { public int Index => 0; }

    private sealed class I1 : IIndex { public int Index => 1; }

    private sealed class I2 : IIndex { public int Index => 2; }

    private sealed class I3 : IIndex { public int Index => 3; }

    private sealed class I4 : IIndex { public int Index => 4; }

    private sealed class I5 : IIndex { public int Index => 5; }

    private sealed class I6 : IIndex { public int Index => 6; }

    private sealed class I7 : IIndex { public int Index => 7; }

    private readonly struct Angle(int degrees)
    {
        private readonly int _degrees = degrees;

        public static explicit operator string(Angle angle) => $"<{angle._degrees}>";

        public static bool operator <(Angle left, Angle right) => left._degrees < right._degrees;

        public static bool operator >(Angle left, Angle right) => left._degrees > right._degrees;
    }

    private sealed class Roster
    {
        private readonly string[] _names = ["", "", ""];

        public string this[int index]
        {
            get => _names[index];
            set => _names[index] = value;
        }

        public int this[string name] => Array.IndexOf(_names, name);
    }
}

/// <summary>Members that C# adds to a type from outside it.</summary>
file static class TextExtensions
{
    extension(string text)
    {
        public int Letters => text.Count(char.IsLetter);

        public string Backwards() => string.Concat(text.Reverse());
    }
}
