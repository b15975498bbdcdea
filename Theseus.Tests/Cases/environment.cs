// AppContext, environment, runtime information.
using System.Runtime.InteropServices;
Console.WriteLine($"{AppContext.TryGetSwitch("No.Such.Switch", out bool on)} {on}");
AppContext.SetSwitch("My.Switch", true); Console.WriteLine($"{AppContext.TryGetSwitch("My.Switch", out on)} {on}");
AppContext.SetSwitch("My.Switch", false); Console.WriteLine($"{AppContext.TryGetSwitch("My.Switch", out on)} {on}");
AppContext.SetData("My.Data", 42);
Console.WriteLine($"{AppContext.GetData("My.Data")} {AppContext.GetData("nothing") is null}");
AppContext.SetData("Text.Switch", "true");
Console.WriteLine($"{AppContext.TryGetSwitch("Text.Switch", out on)} {on}");
try { AppContext.SetSwitch("", true); } catch (ArgumentException e) { Console.WriteLine(e.ParamName); }
try { AppContext.TryGetSwitch(null!, out _); } catch (ArgumentNullException e) { Console.WriteLine(e.ParamName); }
Console.WriteLine($"{AppContext.BaseDirectory.EndsWith('/')} {AppContext.TargetFrameworkName}");
Environment.SetEnvironmentVariable("MY_VAR", "value");
Console.WriteLine($"{Environment.GetEnvironmentVariable("MY_VAR")} "
    + $"{Environment.GetEnvironmentVariable("my_var") ?? "null"} "
    + $"{Environment.ExpandEnvironmentVariables("<%MY_VAR%> %NOPE%")}");
Environment.SetEnvironmentVariable("MY_VAR", "ünï");
Console.WriteLine($"{Environment.GetEnvironmentVariables()["MY_VAR"]} "
    + $"{Environment.GetEnvironmentVariables().Contains("MY_VAR")}");
Environment.SetEnvironmentVariable("MY_VAR", null);
Console.WriteLine(Environment.GetEnvironmentVariable("MY_VAR") is null);
Environment.SetEnvironmentVariable("EMPTY_VAR", "");
Console.WriteLine(Environment.GetEnvironmentVariable("EMPTY_VAR") is null ? "null" : "empty");
foreach (string bad in new[] { "", "a=b", "\0x" }) try
{
    Environment.SetEnvironmentVariable(bad, "x"); Console.WriteLine("set");
} catch (ArgumentException) { Console.WriteLine("refused"); }
Console.WriteLine($"{Environment.GetEnvironmentVariable("MY_VAR", EnvironmentVariableTarget.User) ?? "null"} "
    + $"{Environment.GetEnvironmentVariables(EnvironmentVariableTarget.Machine).Count}");
Console.WriteLine($"{Environment.NewLine == "\n"} {Environment.Is64BitProcess} {Environment.Is64BitOperatingSystem} "
    + $"{Environment.ProcessorCount > 0} {Environment.SystemPageSize} {Environment.Version.Major} "
    + $"{Environment.OSVersion.Platform} {Environment.UserInteractive} {Environment.HasShutdownStarted} "
    + $"{Environment.CurrentManagedThreadId > 0} {Environment.ProcessId > 0} {Environment.MachineName.Length > 0} "
    + $"{Environment.UserName.Length > 0} {Environment.SystemDirectory.Length} "
    + $"{Environment.StackTrace.Contains("Main")} {Environment.TickCount64 > 0} {Environment.ExitCode} "
    + $"{Environment.CommandLine.Length > 0} {Environment.IsPrivilegedProcess || true} "
    + $"{Environment.CpuUsage.TotalTime >= TimeSpan.Zero}");
Console.WriteLine($"{RuntimeInformation.OSArchitecture} {RuntimeInformation.ProcessArchitecture} "
    + $"{RuntimeInformation.FrameworkDescription.StartsWith(".NET 10")} {RuntimeInformation.RuntimeIdentifier} "
    + $"{RuntimeInformation.IsOSPlatform(OSPlatform.Linux)} {OperatingSystem.IsLinux()} "
    + $"{OperatingSystem.IsWindows()}");
Console.WriteLine($"{Environment.CurrentDirectory.StartsWith('/')} {Environment.GetLogicalDrives().Contains("/")} "
    + $"{Environment.GetFolderPath(Environment.SpecialFolder.System).Length}");
Console.WriteLine($"{AppDomain.CurrentDomain.IsDefaultAppDomain()} {AppDomain.CurrentDomain.Id} "
    + $"{AppDomain.CurrentDomain.IsFullyTrusted} {AppDomain.CurrentDomain.GetAssemblies().Length > 0} "
    + $"{AppDomain.CurrentDomain.ShadowCopyFiles} {AppDomain.CurrentDomain.RelativeSearchPath ?? "null"}");
AppDomain.CurrentDomain.SetData("d", 1.5); Console.WriteLine(AppDomain.CurrentDomain.GetData("d"));
int first = 0;
AppDomain.CurrentDomain.FirstChanceException += (_, e) => { if (e.Exception is FormatException) first++; };
try { int.Parse("x"); } catch (FormatException) { } try { throw new FormatException(); } catch { }
Console.WriteLine(first);
Console.WriteLine($"{typeof(Program).Assembly == System.Reflection.Assembly.GetEntryAssembly()} "
    + $"{System.Reflection.Assembly.GetExecutingAssembly() == typeof(Program).Assembly} "
    + $"{typeof(object).Assembly.GetName().Name}");
Console.WriteLine($"{Thread.CurrentThread.IsBackground} {Thread.CurrentThread.IsThreadPoolThread} "
    + $"{Thread.CurrentThread.Priority} {Thread.CurrentThread.ThreadState} "
    + $"{Thread.CurrentThread.Name ?? "unnamed"} {Thread.CurrentThread.IsAlive}");
Thread.CurrentThread.Name = "main"; Console.WriteLine(Thread.CurrentThread.Name);
Console.WriteLine($"{System.Diagnostics.Debugger.IsAttached} {System.Diagnostics.Stopwatch.IsHighResolution} "
    + $"{System.Diagnostics.Stopwatch.Frequency}");
using System.Diagnostics.Process me = System.Diagnostics.Process.GetCurrentProcess();
Console.WriteLine(me.Id == Environment.ProcessId);
Environment.ExitCode = 3;
