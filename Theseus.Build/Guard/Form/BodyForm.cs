using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace Theseus.Build.Guard.Form;

/// <summary>
/// A method's body as both readers find it: the bytes, the variables, and where the regions of exception handlers are.
/// </summary>
internal static class BodyForm
{
    private readonly record struct Region(int Kind, int Try, int TryEnd, int Handler, int HandlerEnd, int Filter,
        int Catch);

    /// <returns>What the two do not agree on; null if they do.</returns>
    public static string? Differs(ModuleDefMD module, PEReader image, MetadataReader reader, MethodDef method)
    {
        MethodDefinition definition = reader.GetMethodDefinition(
            MetadataTokens.MethodDefinitionHandle((int)method.Rid));
        if (definition.RelativeVirtualAddress != (int)method.RVA
            || reader.GetString(definition.Name) != method.Name.String)
        {
            return "is another method";
        }

        if (definition.RelativeVirtualAddress == 0)
        {
            return method.HasBody ? "has a body from nowhere" : null;
        }

        if (!method.HasBody)
        {
            return "has a body that is not read";
        }

        try
        {
            MethodBodyBlock theirs = image.GetMethodBody(definition.RelativeVirtualAddress);
            byte[] bytes = theirs.GetILBytes() ?? [];
            byte[] ours = module.Metadata.PEImage.CreateReader(method.RVA + method.Body.HeaderSize, (uint)bytes.Length)
                .ToArray();
            if (!ours.AsSpan().SequenceEqual(bytes) || Length(method.Body) != bytes.Length)
            {
                return "has other instructions for another reader";
            }

            bool isZeroed = !method.Body.InitLocals || theirs.LocalVariablesInitialized
                || (!method.Body.HasVariables && method.Body.Instructions.All(i => i.OpCode.Code != Code.Localloc));
            if (!isZeroed || Token(theirs.LocalSignature) != (int)method.Body.LocalVarSigTok)
            {
                return "has other variables for another reader";
            }

            return theirs.ExceptionRegions.Select(Read)
                .SequenceEqual(method.Body.ExceptionHandlers.Select(h => Read(h, bytes.Length)))
                ? null : "has other exception handlers for another reader";
        }
        catch (BadImageFormatException e)
        {
            return e.Message;
        }
    }

    private static int Length(CilBody body) => body.Instructions.Count == 0 ? 0
        : (int)body.Instructions[^1].Offset + body.Instructions[^1].GetSize();

    private static int Token(EntityHandle handle) => handle.IsNil ? 0 : MetadataTokens.GetToken(handle);

    private static Region Read(ExceptionRegion region) =>
        new((int)region.Kind, region.TryOffset, region.TryOffset + region.TryLength, region.HandlerOffset,
        region.HandlerOffset + region.HandlerLength, region.Kind == ExceptionRegionKind.Filter ? region.FilterOffset
            : 0, Token(region.CatchType));

    private static Region Read(ExceptionHandler handler, int length) =>
        new((int)handler.HandlerType, At(handler.TryStart, -1), At(handler.TryEnd, length),
        At(handler.HandlerStart, -1), At(handler.HandlerEnd, length), handler.IsFilter ? At(handler.FilterStart, -1)
            : 0, (int)(handler.CatchType?.MDToken.Raw ?? 0));

    private static int At(Instruction? instruction, int missing) => instruction is null ? missing
        : (int)instruction.Offset;
}
