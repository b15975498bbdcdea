// Sorted PLINQ queries: ILC nests their types until it gives up, and the methods where it does are never called.
int[] numbers = [.. Enumerable.Range(0, 1000)];
Console.WriteLine(string.Join(' ', numbers.AsParallel().OrderBy(n => -n).Take(5)));
Console.WriteLine(string.Join(' ', numbers.AsParallel().OrderByDescending(n => n % 7).ThenBy(n => n).Take(10)));
Console.WriteLine(string.Join(' ', numbers.AsParallel().OrderBy(n => $"{n}").Skip(990)));
Console.WriteLine((from n in numbers.AsParallel() where n % 3 == 0 orderby n % 10, n descending select n * 2).First());
Console.WriteLine(string.Join(' ', numbers.AsParallel().AsOrdered().Zip(numbers.AsParallel().AsOrdered(), (a, b) => a + (2 * b)).Take(5)));
