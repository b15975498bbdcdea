// Environment.Exit on a thread ends the program, whatever its other threads are in the middle of.
AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("process exit");
object gate = new();
using ManualResetEventSlim spinning = new();
new Thread(() =>
{
    lock (gate)
    {
        spinning.Set();
        while (true) { }
    }
}).Start();
new Thread(() =>
{
    try { lock (gate) { Console.WriteLine("never"); } }
    finally { Console.WriteLine("no finally"); }
}).Start();
new Thread(() =>
{
    spinning.Wait();
    Thread.Sleep(50);
    try { Environment.Exit(7); }
    catch (Exception) { Console.WriteLine("caught"); }
    finally { Console.WriteLine("finally"); }
}).Start();
Thread.Sleep(Timeout.Infinite);
return 1;
