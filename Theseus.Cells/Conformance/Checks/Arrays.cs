namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Arrays: many dimensions, jagged ones, covariance, large ones, and the methods of <see cref="Array"/>.
/// </summary>
internal static class Arrays
{
    public static void Run(Checker check)
    {
        check.Is("zeroed", "[0,null,false]", () =>
            new object?[] { Hidden.Of(new int[3])[2], Hidden.Of(new string[3])[1], Hidden.Of(new bool[1])[0] });
        check.Is("two.dimensions", "[2,3,6,12,2]", () =>
        {
            int[,] grid = new int[Hidden.Of(2), 3];
            for (int row = 0; row < 2; row++)
            {
                for (int column = 0; column < 3; column++)
                {
                    grid[row, column] = (row + 1) * (column + 2);
                }
            }

            return new[] { grid.GetLength(0), grid.GetLength(1), grid.Length, grid[1, 2] + grid[1, 0], grid.Rank };
        });
        check.Is("two.dimensions.order", "[1,2,3,4]", () => new[,] { { 1, 2 }, { 3, Hidden.Of(4) } });
        check.Is("three.dimensions", "[6,24]", () =>
        {
            string[,,] cube = new string[2, 3, Hidden.Of(4)];
            cube[1, 2, 3] = "last";
            return new[] { cube.GetUpperBound(2) + 3, cube.Length };
        });
        check.Is("jagged", "[1,2,3]", () =>
        {
            int[][] rows = [[1], [1, 2], [1, 2, Hidden.Of(3)]];
            return rows.Select(row => row.Length);
        });
        check.Is("multiplication", "[19,22,43,50]", () =>
            Multiply(new double[,] { { 1, 2 }, { 3, 4 } }, new double[,] { { 5, 6 }, { 7, Hidden.Of(8.0) } }));
        check.Throws<ArrayTypeMismatchException>("covariance", () =>
        {
            object[] things = Hidden.Of<object[]>(new string[1]);
            things[0] = new object();
            return things;
        });
        check.Is("covariance.good", "[a,null]", () =>
        {
            object?[] things = Hidden.Of<object?[]>(new string?[] { null, "b" });
            (things[0], things[1]) = ("a", null);
            return things;
        });
        check.Is("covariance.integers", "[4294967295,1]", () =>
        {
            uint[] numbers = (uint[])(object)Hidden.Of(new[] { -1, 1 });
            return numbers.Select(number => number);
        });
        check.Is("structures", "[(0, x),(1, x),(2, x)]", () =>
        {
            (int, string)[] pairs = new (int, string)[Hidden.Of(3)];
            for (int i = 0; i < pairs.Length; i++)
            {
                pairs[i].Item1 = i;
                pairs[i].Item2 = "x";
            }

            return pairs;
        });
        check.Is("resize", "[1,2,0]", () =>
        {
            int[] numbers = [1, Hidden.Of(2)];
            Array.Resize(ref numbers, 3);
            return numbers;
        });
        check.Is("copy", "[1,2,1,2]", () =>
        {
            int[] numbers = [1, 2, 9, Hidden.Of(9)];
            Array.Copy(numbers, 0, numbers, 2, 2);
            return numbers;
        });
        check.Is("copy.boxing", "[1,2]", () =>
        {
            object[] boxed = new object[2];
            Array.Copy(Hidden.Of(new[] { 1, 2 }), boxed, 2);
            return boxed;
        });
        check.Is("clone", "[false,[1,2]]", () =>
        {
            int[] numbers = [1, Hidden.Of(2)];
            object copy = numbers.Clone();
            return new[] { ReferenceEquals(copy, numbers), copy };
        });
        check.Is("find", "[3,1,-1,[3,4]]", () =>
        {
            int[] numbers = [1, 3, 2, Hidden.Of(4)];
            return new object[] { Array.Find(numbers, number => number > 1), Array.IndexOf(numbers, 3),
                Array.IndexOf(numbers, 9), Array.FindAll(numbers, number => number > 2) };
        });
        check.Is("convert", "[a1,a2]", () => Array.ConvertAll(new[] { 1, Hidden.Of(2) }, number => $"a{number}"));
        check.Is("fill", "[0,8,8]", () =>
        {
            int[] numbers = new int[3];
            Array.Fill(numbers, Hidden.Of(8), 1, 2);
            return numbers;
        });
        check.Is("interfaces", "[2,true,b]", () =>
        {
            IList<string> list = Hidden.Of<string[]>(["a", "b"]);
            return new object[] { list.Count, list.Contains("a"), ((IReadOnlyList<object>)list)[1] };
        });
        check.Is("created", "[Int32[,],6,3]", () =>
        {
            Array grid = new int[2, Hidden.Of(3)];
            return new object[] { grid.GetType().Name, grid.Length, grid.GetUpperBound(1) + 1 };
        });
        check.Is("large", "[8388608,8386560,0]", () =>
        {
            byte[] block = new byte[Hidden.Of(8 * 1024 * 1024)];
            for (int i = 4095; i < block.Length; i += 4096)
            {
                block[i] = 1;
            }

            int pages = 0;
            for (int i = 4095; i < block.Length; i += 4096)
            {
                pages += block[i];
            }

            return new[] { block.Length, 4095 * pages, block[block.Length / 2] };
        });
        check.Throws<IndexOutOfRangeException>("bounds", () => Hidden.Of(new int[3])[Hidden.Of(3)]);
        check.Throws<IndexOutOfRangeException>("bounds.negative", () => Hidden.Of(new int[3])[Hidden.Of(-1)]);
        check.Throws<IndexOutOfRangeException>("bounds.two", () => Hidden.Of(new int[3, 3])[1, Hidden.Of(3)]);
        check.Throws<IndexOutOfRangeException>("bounds.store", () =>
        {
            string[] words = new string[1];
            words[Hidden.Of(5)] = "x";
            return words;
        });
        check.Throws<OverflowException>("length.negative", () => new int[Hidden.Of(-1)]);
    }

    private static double[,] Multiply(double[,] left, double[,] right)
    {
        double[,] product = new double[left.GetLength(0), right.GetLength(1)];
        for (int row = 0; row < product.GetLength(0); row++)
        {
            for (int column = 0; column < product.GetLength(1); column++)
            {
                for (int k = 0; k < left.GetLength(1); k++)
                {
                    product[row, column] += left[row, k] * right[k, column];
                }
            }
        }

        return product;
    }
}
