using System.Collections.Immutable;
using Links = System.Collections.Immutable.ImmutableDictionary<object,
    System.Collections.Immutable.ImmutableHashSet<object>>;

namespace Theseus.Analyzers.Ownership;

/// <summary>All that is known at a point of the program. Immutable; a variable without a slot holds nothing.</summary>
internal sealed class FlowState : IEquatable<FlowState>
{
    public static readonly FlowState Empty = new(ImmutableDictionary<object, Slot>.Empty, Links.Empty, Links.Empty,
        Links.Empty);

    private FlowState(ImmutableDictionary<object, Slot> slots, Links aliases, Links views, Links flags) =>
        (Slots, Aliases, Views, Flags) = (slots, aliases, views, flags);

    public ImmutableDictionary<object, Slot> Slots { get; }

    /// <summary>Variables that a capture of the compiler stands for.</summary>
    public Links Aliases { get; }

    /// <summary>Variables that hold what a view reaches into.</summary>
    public Links Views { get; }

    /// <summary>Variables that hold a resource only if this boolean is true.</summary>
    public Links Flags { get; }

    public Slot this[object variable] => Slots.TryGetValue(variable, out Slot? slot) ? slot : Slot.Nothing;

    public FlowState With(object variable, Slot slot) => new(Slots.SetItem(variable, slot), Aliases, Views, Flags);

    public FlowState With(object variable, Holding holding) => With(variable, this[variable].With(holding));

    public FlowState WithAlias(object capture, ImmutableHashSet<object> variables) =>
        new(Slots, Set(Aliases, capture, variables), Views, Flags);

    public FlowState WithView(object variable, ImmutableHashSet<object>? owners) =>
        owners is null && !Views.ContainsKey(variable) ? this
        : new(Slots, Aliases, Set(Views, variable, owners), Flags);

    public FlowState WithFlag(object variable, ImmutableHashSet<object>? outs) =>
        outs is null && !Flags.ContainsKey(variable) ? this : new(Slots, Aliases, Views, Set(Flags, variable, outs));

    /// <summary>Views of what <paramref name="from"/> held are views of what <paramref name="to"/> holds.</summary>
    public FlowState WithOwnerMoved(object from, object to)
    {
        Links views = Views;
        foreach (KeyValuePair<object, ImmutableHashSet<object>> view in Views)
        {
            if (view.Value.Contains(from))
            {
                views = views.SetItem(view.Key, view.Value.Remove(from).Add(to));
            }
        }

        return ReferenceEquals(views, Views) ? this : new(Slots, Aliases, views, Flags);
    }

    public FlowState Join(FlowState other)
    {
        if (ReferenceEquals(this, other) || Equals(other))
        {
            return this;
        }

        ImmutableDictionary<object, Slot> slots = Slots;
        foreach (KeyValuePair<object, Slot> slot in other.Slots)
        {
            slots = slots.SetItem(slot.Key, this[slot.Key].Join(slot.Value));
        }

        foreach (KeyValuePair<object, Slot> slot in Slots)
        {
            if (!other.Slots.ContainsKey(slot.Key))
            {
                slots = slots.SetItem(slot.Key, slot.Value.Join(Slot.Nothing));
            }
        }

        // A flag tells something only if it does so on both paths.
        Links flags = Flags;
        foreach (KeyValuePair<object, ImmutableHashSet<object>> flag in Flags)
        {
            if (!other.Flags.TryGetValue(flag.Key, out ImmutableHashSet<object>? outs) || !outs.SetEquals(flag.Value))
            {
                flags = flags.Remove(flag.Key);
            }
        }

        return new(slots, Union(Aliases, other.Aliases), Union(Views, other.Views), flags);
    }

    private static Links Set(Links links, object key, ImmutableHashSet<object>? value) =>
        value is null || value.IsEmpty ? links.Remove(key) : links.SetItem(key, value);

    private static Links Union(Links one, Links other)
    {
        foreach (KeyValuePair<object, ImmutableHashSet<object>> link in other)
        {
            one = one.SetItem(link.Key, one.TryGetValue(link.Key, out ImmutableHashSet<object>? known)
                ? known.Union(link.Value) : link.Value);
        }

        return one;
    }

    public bool Equals(FlowState? other) => other is not null
        && (ReferenceEquals(Slots, other.Slots)
            || Slots.Count == other.Slots.Count
            && Slots.All(s => other.Slots.TryGetValue(s.Key, out Slot? slot) && slot.Equals(s.Value)))
        && Same(Aliases, other.Aliases) && Same(Views, other.Views) && Same(Flags, other.Flags);

    private static bool Same(Links one, Links other) => ReferenceEquals(one, other)
        || one.Count == other.Count
        && one.All(l => other.TryGetValue(l.Key, out ImmutableHashSet<object>? set) && set.SetEquals(l.Value));

    public override bool Equals(object? obj) => Equals(obj as FlowState);

    public override int GetHashCode() => Slots.Count;
}
