// A program lives until its last foreground thread has ended; its exit handlers come after that.
AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("process exit");
Thread slow = new(() =>
{
    Thread.Sleep(100);
    Console.WriteLine("foreground thread ends");
});
Thread background = new(() =>
{
    Thread.Sleep(Timeout.Infinite);
    Console.WriteLine("never");
}) { IsBackground = true };
slow.Start();
background.Start();
Console.WriteLine("main ends");
return 3;
