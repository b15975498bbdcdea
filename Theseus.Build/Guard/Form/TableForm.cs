using dnlib.DotNet.MD;

namespace Theseus.Build.Guard.Form;

/// <summary>
/// Tables in which rows are looked for must be sorted, and lists of rows follow one on the other (ECMA-335 II.22).
/// </summary>
internal static class TableForm
{
    public static IEnumerable<string> Run(TablesStream tables)
    {
        if (tables.Version != 0x200 || (tables.Flags & MDStreamFlags.ExtraData) != 0)
        {
            yield return
                $"its tables are of version {tables.Version >> 8}.{tables.Version & 0xFF}, with {tables.Flags}";
        }

        foreach (MDTable table in new[] { tables.FieldPtrTable, tables.MethodPtrTable, tables.ParamPtrTable,
            tables.EventPtrTable, tables.PropertyPtrTable,
            tables.ENCLogTable, tables.ENCMapTable })
        {
            if (table.Rows > 0)
            {
                yield return $"it has a table {table.Name}";
            }
        }

        foreach ((MDTable table, ulong[] keys, bool isUnique) in Sorted(tables))
        {
            for (int i = 1; i < keys.Length; i++)
            {
                if (keys[i] < keys[i - 1] || (isUnique && keys[i] == keys[i - 1]))
                {
                    yield return $"row {i + 1} of its table {table.Name} is out of order";
                    break;
                }
            }
        }

        foreach ((MDTable table, ulong[] starts, uint rows) in Lists(tables))
        {
            if (starts.Length > 0
                && (starts[0] != 1 || starts.Zip(starts.Skip(1)).Any(p => p.First > p.Second) || starts[^1] > rows + 1))
            {
                yield return $"lists of its table {table.Name} are out of order";
            }
        }
    }

    private delegate bool Row<T>(uint rid, out T row);

    private static ulong[] Keys<T>(MDTable table, Row<T> read, Func<T, ulong> key) =>
        [.. Enumerable.Range(1, (int)table.Rows)
        .Select(i => read((uint)i, out T row) ? key(row)
        : throw new BadImageFormatException($"{table.Name}: row {i}"))];

    private static IEnumerable<(MDTable Table, ulong[] Keys, bool IsUnique)> Sorted(TablesStream t)
    {
        yield return (t.InterfaceImplTable,
            Keys<RawInterfaceImplRow>(t.InterfaceImplTable, t.TryReadInterfaceImplRow, r => r.Class), false);
        yield return (t.ConstantTable, Keys<RawConstantRow>(t.ConstantTable, t.TryReadConstantRow, r => r.Parent),
            true);
        yield return (t.CustomAttributeTable,
            Keys<RawCustomAttributeRow>(t.CustomAttributeTable, t.TryReadCustomAttributeRow, r => r.Parent), false);
        yield return (t.FieldMarshalTable,
            Keys<RawFieldMarshalRow>(t.FieldMarshalTable, t.TryReadFieldMarshalRow, r => r.Parent), true);
        yield return (t.DeclSecurityTable,
            Keys<RawDeclSecurityRow>(t.DeclSecurityTable, t.TryReadDeclSecurityRow, r => r.Parent), false);
        yield return (t.ClassLayoutTable,
            Keys<RawClassLayoutRow>(t.ClassLayoutTable, t.TryReadClassLayoutRow, r => r.Parent), true);
        yield return (t.FieldLayoutTable,
            Keys<RawFieldLayoutRow>(t.FieldLayoutTable, t.TryReadFieldLayoutRow, r => r.Field), true);
        yield return (t.MethodSemanticsTable,
            Keys<RawMethodSemanticsRow>(t.MethodSemanticsTable, t.TryReadMethodSemanticsRow, r => r.Association),
                false);
        yield return (t.MethodImplTable,
            Keys<RawMethodImplRow>(t.MethodImplTable, t.TryReadMethodImplRow, r => r.Class), false);
        yield return (t.ImplMapTable, Keys<RawImplMapRow>(t.ImplMapTable, t.TryReadImplMapRow, r => r.MemberForwarded),
            true);
        yield return (t.FieldRVATable, Keys<RawFieldRVARow>(t.FieldRVATable, t.TryReadFieldRVARow, r => r.Field), true);
        yield return (t.NestedClassTable,
            Keys<RawNestedClassRow>(t.NestedClassTable, t.TryReadNestedClassRow, r => r.NestedClass), true);
        yield return (t.GenericParamTable,
            Keys<RawGenericParamRow>(t.GenericParamTable, t.TryReadGenericParamRow,
                r => (ulong)r.Owner << 16 | r.Number), true);
        yield return (t.GenericParamConstraintTable,
            Keys<RawGenericParamConstraintRow>(t.GenericParamConstraintTable, t.TryReadGenericParamConstraintRow,
                r => r.Owner), false);
    }

    private static IEnumerable<(MDTable Table, ulong[] Starts, uint Rows)> Lists(TablesStream t)
    {
        yield return (t.TypeDefTable, Keys<RawTypeDefRow>(t.TypeDefTable, t.TryReadTypeDefRow, r => r.FieldList),
            t.FieldTable.Rows);
        yield return (t.TypeDefTable, Keys<RawTypeDefRow>(t.TypeDefTable, t.TryReadTypeDefRow, r => r.MethodList),
            t.MethodTable.Rows);
        yield return (t.MethodTable, Keys<RawMethodRow>(t.MethodTable, t.TryReadMethodRow, r => r.ParamList),
            t.ParamTable.Rows);
        yield return (t.PropertyMapTable,
            Keys<RawPropertyMapRow>(t.PropertyMapTable, t.TryReadPropertyMapRow, r => r.PropertyList),
                t.PropertyTable.Rows);
        yield return (t.EventMapTable, Keys<RawEventMapRow>(t.EventMapTable, t.TryReadEventMapRow, r => r.EventList),
            t.EventTable.Rows);
    }
}
