#:package Jint@4.18.0
// JavaScript: closures, classes, generators, destructuring, expressions, JSON, objects of the program, errors, a limit.
using Jint;
using Jint.Runtime;

var engine = new Engine(o => o.MaxStatements(20000).LimitRecursion(100));
engine.SetValue("log", new Action<object?>(o => Console.WriteLine(o))).SetValue("account", new Account { Owner = "Ada" });
engine.Execute("""
    class Shape { constructor(n) { this.n = n; } get area() { return this.n ** 2; } static of(...all) { return all.map(n => new Shape(n)); } }
    log(Shape.of(1, 2, 3).reduce((sum, s) => sum + s.area, 0));
    function* up(n) { for (let i = 0; i < n; i++) yield i; }
    const [first, ...rest] = up(5); const { a, b: { c = 7 } } = { a: 1, b: {} };
    log(`${first} ${rest} ${a} ${c} ${[3, 1, 2].sort()}`);
    log('2026-03-04'.replace(/(\d+)-(\d+)-(\d+)/, '$3.$2.$1') + ' ' + 'aXbX'.split('X').length);
    log(JSON.stringify({ x: [1, null, 'é'], y: new Map([[1, 2]]).size, d: new Date(Date.UTC(2026, 1, 3)).toISOString() }));
    account.Deposit(12.5); log(account.Owner + ' ' + account.Balance); account.Owner = 'Bob';
    try { null.x } catch (e) { log(e instanceof TypeError) }
    """);
Console.WriteLine(engine.Evaluate("account.Owner.length + [1, 2n ** 70n][1].toString()"));
Console.WriteLine(engine.Invoke("Number", "0x1f"));
foreach (string bad in new[] { "throw new RangeError('far')", "let x = ;", "while (true) {}", "(function f() { f(); })()" })
{
    try { engine.Execute(bad); }
    catch (Exception e) when (e is JintException or Acornima.ParseErrorException) { Console.WriteLine($"{e.GetType().Name}: {e.Message}"); }
}

public sealed class Account
{
    public string Owner { get; set; } = "";
    public double Balance { get; private set; }
    public void Deposit(double amount) => Balance += amount;
}
