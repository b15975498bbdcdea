#:package Stateless@5.20.1
// A state machine: guards, parameters, entry and exit, substates, a transition that is not there, its graph, and the permitted triggers, which are listed by tasks.
using Stateless;
using Stateless.Graph;

int tries = 0;
var door = new StateMachine<State, Act>(State.Closed);
var knock = door.SetTriggerParameters<string>(Act.Knock);
door.Configure(State.Closed).Permit(Act.Open, State.Open).PermitIf(Act.Lock, State.Locked, () => tries > 0, "has tried").InternalTransition(knock, (who, _) => Console.WriteLine($"{who} knocks"));
door.Configure(State.Open).OnEntry(t => Console.WriteLine($"{t.Source} -> {t.Destination} by {t.Trigger}")).OnExit(() => tries++).Permit(Act.Close, State.Closed);
door.Configure(State.Locked).SubstateOf(State.Closed).Permit(Act.Close, State.Closed).Ignore(Act.Lock);
door.Fire(knock, "Ada");
Console.WriteLine(door.CanFire(Act.Lock));
door.Fire(Act.Open);
door.Fire(Act.Close);
door.Fire(Act.Lock);
Console.WriteLine($"{door.State} {door.IsInState(State.Closed)} {string.Join(' ', Enum.GetValues<Act>().Where(a => a != Act.Knock && door.CanFire(a)))}");
Console.WriteLine(string.Join(' ', door.GetPermittedTriggers("x").Order()));
Console.WriteLine(string.Join(' ', (await door.GetPermittedTriggersAsync("x")).Order()));
try { new StateMachine<State, Act>(State.Open).Fire(Act.Lock); }
catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
Console.WriteLine(UmlDotGraph.Format(door.GetInfo()).Length > 200);

public enum State { Open, Closed, Locked }
public enum Act { Open, Close, Lock, Knock }
