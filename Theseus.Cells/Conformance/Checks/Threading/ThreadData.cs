using System.Globalization;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>What belongs to one thread, and what flows from one to another.</summary>
internal static class ThreadData
{
    [ThreadStatic]
    private static int s_number;

    [ThreadStatic]
    private static List<int>? s_list;

    public static void Run(Checker check)
    {
        check.Is("static.own", "[5,[0,1,2,3]]", () =>
        {
            s_number = Hidden.Of(5);
            int[] seen = new int[4];
            Worker.Together(4, number =>
            {
                seen[number] = s_number;
                s_number += number;
                Thread.Yield();
                seen[number] += s_number;
            });
            return new object[] { s_number, seen };
        });
        check.Is("static.reference", "[true,[0,10,20,30]]", () =>
        {
            s_list = null;
            int[] sums = new int[4];
            Worker.Together(4, number =>
            {
                for (int i = 0; i < 10; i++)
                {
                    (s_list ??= []).Add(number);
                    GC.KeepAlive(new byte[1000]);
                }

                sums[number] = s_list!.Sum();
            });
            return new object[] { s_list is null, sums };
        });
        check.Is("static.generic", "[1,2,0,0]", () =>
        {
            Own<int>.s_value = 1;
            Own<string>.s_value = 2;
            int whole = 9;
            int text = 9;
            Worker.Start(() => (whole, text) = (Own<int>.s_value, Own<string>.s_value)).End();
            return new[] { Own<int>.s_value, Own<string>.s_value, whole, text };
        });
        check.Is("static.many", "[true,true,true]", () =>
            Enumerable.Range(0, 3).Select(_ => Worker.Elsewhere(() =>
            {
                bool zero = s_number == 0;
                s_number = 1;
                return zero;
            })));
        check.Is("local.values", "[6,[0,1,2,3],true]", () =>
        {
            using ThreadLocal<int> local = new(() => -1, trackAllValues: true);
            Worker.Together(4, number => local.Value = number);
            IList<int> values = local.Values;
            return new object[] { values.Sum(), values.Order(), !local.IsValueCreated };
        });
        check.Is("local.untracked", "[InvalidOperationException,false,7,true]", () =>
        {
            using ThreadLocal<int> local = new(() => Hidden.Of(7));
            return new object[] { Worker.Thrown(() => _ = local.Values), local.IsValueCreated, local.Value,
                local.IsValueCreated };
        });
        check.Is("local.factory", "[3,3]", () =>
        {
            int made = 0;
            using ThreadLocal<int> local = new(() => Interlocked.Increment(ref made));
            int[] seen = new int[3];
            Worker.Together(3, number => seen[number] = local.Value == local.Value ? 1 : 0);
            return new[] { made, seen.Sum() };
        });
        check.Is("local.factory.recursive", "[InvalidOperationException,3]", () =>
        {
            ThreadLocal<int>? local = null;
            using ThreadLocal<int> made = new(() =>
            {
                local!.Value = 3;
                return 4;
            });
            local = made;
            return new object[] { Worker.Thrown(() => _ = made.Value), made.Value };
        });
        check.Is("local.factory.throws", "[FormatException,FormatException,2]", () =>
        {
            int tries = 0;
            using ThreadLocal<int> local = new(() => ++tries > 0 ? throw new FormatException() : 0);
            return new object[] { Worker.Thrown(() => _ = local.Value), Worker.Thrown(() => _ = local.Value), tries };
        });
        check.Is("local.disposed", "[ObjectDisposedException,ObjectDisposedException]", () =>
        {
            ThreadLocal<int> local = new();
            local.Value = Hidden.Of(1);
            local.Dispose();
            return new[] { Worker.Thrown(() => _ = local.Value), Worker.Thrown(() => local.Value = 1) };
        });
        check.Is("slots", "[mine,null,null,ArgumentException,true]", () =>
        {
            LocalDataStoreSlot slot = Thread.AllocateNamedDataSlot("conformance");
            LocalDataStoreSlot unnamed = Thread.AllocateDataSlot();
            Thread.SetData(slot, "mine");
            Thread.SetData(unnamed, 1);
            object? there = Worker.Elsewhere(() =>
            {
                object? seen = Thread.GetData(slot);
                Thread.SetData(slot, "other");
                return seen;
            });
            object? unnamedThere = Worker.Elsewhere(() => Thread.GetData(unnamed));
            string twice = Worker.Thrown(() => Thread.AllocateNamedDataSlot("conformance"));
            bool same = ReferenceEquals(slot, Thread.GetNamedDataSlot("conformance"));
            object? here = Thread.GetData(slot);
            Thread.FreeNamedDataSlot("conformance");
            return new[] { here, there, unnamedThere, twice, same };
        });
        check.Is("flow.thread", "[outer,outer,null]", () =>
        {
            AsyncLocal<string?> local = new() { Value = Hidden.Of("outer") };
            string? inside = Worker.Elsewhere(() =>
            {
                string? seen = local.Value;
                local.Value = "inner";
                return seen;
            });
            string? without = "none";
            Thread plain = new(() => without = local.Value);
            using (ExecutionContext.SuppressFlow())
            {
                plain.Start();
            }

            plain.Join();
            return new[] { inside, local.Value, without };
        });
        check.Is("flow.pool", "[a,a,null,a]", () =>
        {
            AsyncLocal<string?> local = new() { Value = Hidden.Of("a") };
            string?[] seen = new string?[3];
            using CountdownEvent done = new(3);
            seen[0] = Worker.Result(Task.Run(() => local.Value));
            ThreadPool.QueueUserWorkItem(_ =>
            {
                seen[1] = local.Value;
                local.Value = "changed";
                done.Signal();
            });
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                seen[2] = local.Value;
                done.Signal();
            }, null);
            using Timer timer = new(_ => done.Signal(), null, 1, Timeout.Infinite);
            done.Wait();
            return new[] { seen[0], seen[1], seen[2], local.Value };
        });
        check.Is("flow.suppressed", "[false,true,null,false,a]", () =>
        {
            AsyncLocal<string?> local = new() { Value = Hidden.Of("a") };
            List<object?> seen = [ExecutionContext.IsFlowSuppressed()];
            using (ExecutionContext.SuppressFlow())
            {
                seen.Add(ExecutionContext.IsFlowSuppressed());
                seen.Add(Worker.Elsewhere(() => local.Value));
            }

            seen.Add(ExecutionContext.IsFlowSuppressed());
            seen.Add(Worker.Elsewhere(() => local.Value));
            return seen;
        });
        check.Is("flow.suppressed.misuse", "[InvalidOperationException,InvalidOperationException,none]", () =>
        {
            string restored = Worker.Thrown(ExecutionContext.RestoreFlow);
            AsyncFlowControl control = ExecutionContext.SuppressFlow();
            string elsewhere = Worker.Elsewhere(() => Worker.Thrown(control.Undo));
            return new[] { restored, elsewhere, Worker.Thrown(control.Undo) };
        });
        check.Is("flow.context.run", "[b,a,a]", () =>
        {
            AsyncLocal<string?> local = new() { Value = "a" };
            ExecutionContext captured = ExecutionContext.Capture()!;
            local.Value = Hidden.Of("b");
            string? before = local.Value;
            string? inside = null;
            ExecutionContext.Run(captured, _ =>
            {
                inside = local.Value;
                local.Value = "c";
            }, null);
            string? there = Worker.Elsewhere(() =>
            {
                ExecutionContext.Restore(captured);
                return local.Value;
            });
            return new[] { before, inside, there };
        });
        check.Is("flow.changes", "[null>a False,a>b False,b>null True,null>b True]", () =>
        {
            List<string> log = [];
            AsyncLocal<string?> local = new(change => log.Add(
                $"{change.PreviousValue ?? "null"}>{change.CurrentValue ?? "null"} {change.ThreadContextChanged}"));
            ExecutionContext empty = ExecutionContext.Capture()!;
            local.Value = "a";
            local.Value = Hidden.Of("b");
            ExecutionContext.Run(empty, _ => { }, null);
            local.Value = "b";
            return log;
        });
        check.Is("flow.culture", "[7|5,7|5,7.5]", () =>
        {
            CultureInfo before = CultureInfo.CurrentCulture;
            CultureInfo own = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            own.NumberFormat.NumberDecimalSeparator = "|";
            string Shown() => $"{Hidden.Of(7.5)}";
            try
            {
                CultureInfo.CurrentCulture = own;
                string thread = Worker.Elsewhere(Shown);
                string pool = Worker.Result(Task.Run(Shown));
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
                return new[] { thread, pool, Worker.Elsewhere(Shown) };
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        });
    }

    private static class Own<T>
    {
        [ThreadStatic]
        internal static int s_value;
    }
}
