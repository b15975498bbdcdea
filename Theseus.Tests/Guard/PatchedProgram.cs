using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace Theseus.Tests.Guard;

/// <summary>
/// A program as the C# compiler makes it, of which a test then changes what no C# compiler would write.
/// </summary>
internal static class PatchedProgram
{
    public static TypeDef Type(this ModuleDef module, string name) => module.Types.First(t => t.Name.String == name);

    public static MethodDef Method(this ModuleDef module, string type, string name) =>
        module.Type(type).Methods.First(m => m.Name.String == name);

    /// <summary>A type of an assembly that is nowhere.</summary>
    public static TypeRefUser Nowhere(this ModuleDef module, string space, string name) =>
        new(module, space, name, new AssemblyRefUser("Nowhere", new Version(1, 0)));

    /// <summary>A type of the core library, whoever may see it.</summary>
    public static TypeRefUser Core(this ModuleDef module, string space, string name, string? nested = null)
    {
        TypeRefUser outer = new(module, space, name, new AssemblyRefUser(typeof(object).Assembly.GetName()));
        return nested is null ? outer : new TypeRefUser(module, "", nested, outer);
    }

    /// <summary>Takes the calls of a method out, and leaves what they were given.</summary>
    public static void RemoveCalls(this MethodDef method, string called)
    {
        foreach (Instruction instruction in method.Body.Instructions.Where(
            i => i.Operand is IMethod { Name.String: var name } && name == called).ToArray())
        {
            method.Body.Instructions.Remove(instruction);
        }
    }

    /// <summary>Puts an instruction before the first of a kind.</summary>
    public static void InsertBefore(this MethodDef method, Code code, Instruction added) =>
        method.Body.Instructions.Insert(
        method.Body.Instructions.IndexOf(method.Body.Instructions.First(i => i.OpCode.Code == code)), added);

    public static void RemoveAttribute(this ParamDef parameter, string name) =>
        parameter.CustomAttributes.Remove(parameter.CustomAttributes.First(a => a.AttributeType.Name == name));
}
