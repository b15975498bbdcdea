using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace Theseus.Build.Evolution.Methods;

/// <summary>
/// Which methods have to be compiled for an edit: those whose IL has changed, new ones, and those that may hold a copy
/// of one of these. Everything else that the sources say must be as it was: then, without ILC's scanner, no other code
/// of the world depends on those bodies (docs/evolution.md).
/// </summary>
public sealed class MethodPlan
{
    /// <summary>More than these, and the whole world is hardly slower.</summary>
    public const int MostMethods = 60;

    private readonly AssemblyForm[] _all;
    private readonly Dictionary<string, MethodForm> _methods;
    private readonly Dictionary<string, (MethodForm Method, bool IsNew)> _planned = new(StringComparer.Ordinal);

    private Dictionary<string, TypeDef>? _types;

    private MethodPlan(IEnumerable<AssemblyForm> all)
    {
        _all = [.. all];
        _methods = _all.SelectMany(a => a.Methods.Values).ToDictionary(m => m.Key);
    }

    /// <summary>What is to be compiled, by name.</summary>
    public IEnumerable<(MethodForm Method, bool IsNew)> Methods =>
        _planned.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value);

    /// <param name="changed">The assemblies that are others than before: before, and now.</param>
    /// <param name="all">All of ours as they are now.</param>
    /// <exception cref="WholeWorldException">The edit is of another kind.</exception>
    public static MethodPlan Find(
        IReadOnlyList<(AssemblyForm Before, AssemblyForm Now)> changed, IEnumerable<AssemblyForm> all)
    {
        MethodPlan plan = new(all);
        foreach ((AssemblyForm before, AssemblyForm now) in changed)
        {
            plan.Compare(before, now);
        }

        plan.AddInliners(changed.ToDictionary(c => c.Now.Name, c => c.Before));
        plan.RequireNoInitialState();
        return plan;
    }

    /// <summary>ILC can compile it alone.</summary>
    public static bool IsWithin(MethodForm method) =>
        !method.IsGeneric && !method.IsConstructorOfType && method.IsFirstOfItsName && method.Bytes > 0
        && !method.IsExported;

    /// <summary>
    /// A constant, or a method: no table of a type has it, and no number is given to others because of it.
    /// </summary>
    private void RequireCanComeOrGo(AssemblyForm assembly, AssemblyForm other, string name, string how)
    {
        bool can = assembly.Methods.TryGetValue(name, out MethodForm? method)
            ? IsWithin(method) && !method.Definition.IsVirtual && assembly.CountLike(method) == 1
                && other.CountLike(method) == 0 && (!method.IsMadeUp || AssemblyForm.IsConstant(name))
            : AssemblyForm.IsConstant(name);
        if (!can)
        {
            throw new WholeWorldException($"{name} is {how}");
        }

        if (method is not null && assembly.IsSeenByOthers(method) && Array.Exists(_all, a => a.RefersTo(assembly.Name)))
        {
            throw new WholeWorldException($"{method.Text} is {how}, and other assemblies can see it");
        }
    }

    private void Compare(AssemblyForm before, AssemblyForm now)
    {
        foreach ((string name, string how) in before.Declared)
        {
            if (!now.Declared.TryGetValue(name, out string? declared))
            {
                RequireCanComeOrGo(before, now, name, "not there any more");
            }
            else if (declared != how)
            {
                throw new WholeWorldException($"{name} is declared otherwise");
            }
        }

        foreach (string name in now.Declared.Keys.Where(n => !before.Declared.ContainsKey(n)))
        {
            RequireCanComeOrGo(now, before, name, "new");
            if (now.Methods.TryGetValue(name, out MethodForm? method))
            {
                Plan(method, isNew: true);
            }
        }

        foreach ((string name, MethodForm method) in now.Methods)
        {
            if (before.Methods.TryGetValue(name, out MethodForm? former) && former.Body != method.Body)
            {
                Plan(method, isNew: false);
                RequireOnlyOneMadeUp(method);
            }
        }
    }

    private void Plan(MethodForm method, bool isNew)
    {
        if (_planned.ContainsKey(method.Key))
        {
            return;
        }

        if (!IsWithin(method))
        {
            throw new WholeWorldException($"{method.Text} is {(method.IsGeneric ? "generic"
                : method.IsConstructorOfType ? "what a type's statics begin with"
                : !method.IsFirstOfItsName ? "not the first of its name"
                : method.IsExported ? "exported by another name" : "without a body")}");
        }

        _planned.Add(method.Key, (method, isNew));
        if (_planned.Count > MostMethods)
        {
            throw new WholeWorldException($"more than {MostMethods} methods are concerned");
        }
    }

    /// <summary>
    /// What is made up goes by a number. Where one of a type has changed and no other, it is that one; two may have
    /// changed places, and delegates of before would run another's code. An iterator's or an asynchronous method's
    /// objects of before would go on in the midst of other code.
    /// </summary>
    private void RequireOnlyOneMadeUp(MethodForm method)
    {
        if (!method.IsMadeUp)
        {
            return;
        }

        if (!method.IsLambda)
        {
            throw new WholeWorldException($"{method.Text} is an iterator or asynchronous");
        }

        if (_planned.Values.Count(p => p.Method.IsMadeUp && p.Method.Outermost == method.Outermost) > 1)
        {
            throw new WholeWorldException($"two lambdas of {method.Outermost} have changed");
        }
    }

    private void AddInliners(IReadOnlyDictionary<string, AssemblyForm> before)
    {
        (ILookup<string, MethodForm> ByKey, ILookup<string, MethodForm> ByName)? users = null;
        Queue<MethodForm> inlined = new(_planned.Values.Select(p => p.Method).Where(CouldBeInlined));
        HashSet<string> seen = [.. inlined.Select(m => m.Key)];
        while (inlined.TryDequeue(out MethodForm? method))
        {
            if (method.IsForGenericCode)
            {
                throw new WholeWorldException(
                    $"{method.Text} is short, and generic code over its type may hold copies");
            }

            if (method.VirtualNames.Any() && !IsOfOurSlots(method.Definition.DeclaringType))
            {
                throw new WholeWorldException(
                    $"{method.Text} is short, and the class library may call it where it is copied itself");
            }

            users ??= FindUsers();
            foreach (MethodForm user in method.VirtualNames.SelectMany(n => users.Value.ByName[n])
                .Concat(users.Value.ByKey[method.Key]))
            {
                Plan(user, isNew: false);
                if (CouldBeInlined(user) && seen.Add(user.Key))
                {
                    inlined.Enqueue(user);
                }
            }
        }

        // Also as it was: copies of that are to be replaced.
        bool CouldBeInlined(MethodForm method) => method.CanBeInlined
            || (before.TryGetValue(method.Assembly, out AssemblyForm? former)
                && former.Methods.TryGetValue(method.Definition.FullName, out MethodForm? was) && was.CanBeInlined);
    }

    /// <summary>
    /// All that a class has to override is declared by ours: what the class library does to it by names of its own is
    /// not to be found. What every object has is not ours either.
    /// </summary>
    private bool IsOfOurSlots(TypeDef type)
    {
        Dictionary<string, TypeDef> ours = _types ??= _methods.Values.Select(m => m.Definition.DeclaringType).Distinct()
            .GroupBy(t => t.FullName).ToDictionary(g => g.Key, g => g.First());
        string[] ofObjects = ["ToString", "Equals", "GetHashCode", "Finalize"];
        for (TypeDef? each = type; each is not null;)
        {
            if (each.Interfaces.Any(i => !ours.ContainsKey(i.Interface.FullName))
                || each.Methods.Any(m => m.IsVirtual && ofObjects.Contains(m.Name.String)))
            {
                return false;
            }

            if (each.BaseType is not { } above || above.FullName == "System.Object")
            {
                return true;
            }

            if (!ours.TryGetValue(above.FullName, out each))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The methods that name another one, by its key and by its name.</summary>
    private (ILookup<string, MethodForm> ByKey, ILookup<string, MethodForm> ByName) FindUsers()
    {
        (MethodForm User, string Key, string Name)[] uses = [.. _methods.Values.SelectMany(user => AssemblyForm
            .References(user).DistinctBy(r => r.Method).Select(r => (user, r.Method, r.Name)))];
        return (uses.ToLookup(u => u.Key, u => u.User), uses.ToLookup(u => u.Name, u => u.User));
    }

    /// <summary>ILC runs class constructors itself where it can: then their statics are what a method gave.</summary>
    private void RequireNoInitialState()
    {
        ILookup<string, MethodForm> byName = _methods.Values.SelectMany(m => m.VirtualNames.Select(n => (n, m)))
            .ToLookup(p => p.n, p => p.m);
        HashSet<string> seen = new(StringComparer.Ordinal);
        Queue<MethodForm> pending = new(_methods.Values.Where(m => m.IsConstructorOfType));
        while (pending.TryDequeue(out MethodForm? method))
        {
            foreach ((Code code, string called, string name) in AssemblyForm.References(method)
                .Where(r => r.Code is Code.Call or Code.Callvirt or Code.Newobj))
            {
                IEnumerable<MethodForm> overriding = code == Code.Callvirt ? byName[name] : [];
                foreach (MethodForm found in overriding.Concat(
                    _methods.TryGetValue(called, out MethodForm? one) ? [one] : []).Where(f => seen.Add(f.Key)))
                {
                    pending.Enqueue(found);
                }
            }
        }

        if (_planned.FirstOrDefault(p => !p.Value.IsNew && seen.Contains(p.Key)).Value.Method is { } initial)
        {
            throw new WholeWorldException($"{initial.Text} is called while statics begin");
        }
    }
}
