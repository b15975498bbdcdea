using System.Text;

namespace Theseus.Build.Objects;

/// <summary>
/// Reads <c>.eh_frame</c> of a relocatable object: the records themselves are in the section, the addresses of
/// code and LSDA in its relocations. ILC writes one section for the whole world.
/// </summary>
public sealed class EhFrame
{
    private const byte EncodingOmitted = 0xFF;

    private readonly ElfObject _object;
    private readonly int _section;
    private readonly byte[] _bytes;
    private readonly int _start, _end;
    private readonly Dictionary<int, CommonFrame> _common = [];
    private int _relocation;

    private EhFrame(ElfObject @object, int section)
    {
        (_object, _section, _bytes) = (@object, section, @object.Bytes);
        _start = @object.SectionOffset[section];
        _end = _start + @object.SectionSize[section];
    }

    /// <summary>All frame entries of all <c>.eh_frame</c> sections of <paramref name="object"/>.</summary>
    /// <exception cref="ObjectException"><see cref="ObjectError.BadFrameRecord"/></exception>
    public static List<FrameEntry> Read(ElfObject @object)
    {
        List<FrameEntry> entries = new();
        for (int i = 1; i < @object.SectionCount; i++)
        {
            if (@object.SectionName[i] == ".eh_frame" && @object.SectionType[i] is Elf.ProgBits or Elf.X8664Unwind)
            {
                new EhFrame(@object, i).ReadSection(entries);
            }
        }

        return entries;
    }

    private void ReadSection(List<FrameEntry> entries)
    {
        for (int at = _start; at < _end;)
        {
            FrameCursor cursor = new(this, at, _end);
            uint length = cursor.U32();
            if (length == 0)
            {
                at += 4;
                continue;
            }

            if (length > _end - cursor.At || length < 4)
            {
                throw Fail(at, $"record of {length} bytes");
            }

            cursor = new FrameCursor(this, cursor.At, cursor.At + (int)length);
            int idAt = cursor.At;
            uint id = cursor.U32();
            if (id == 0)
            {
                _common.Add(at, ReadCommon(ref cursor));
            }
            else if (_common.TryGetValue(idAt - (int)id, out CommonFrame? common))
            {
                entries.Add(ReadEntry(ref cursor, common));
            }
            else
            {
                throw Fail(at, $"no common entry {id} bytes before it");
            }

            at = cursor.End;
        }
    }

    private CommonFrame ReadCommon(ref FrameCursor cursor)
    {
        int start = cursor.At;
        byte version = cursor.U8();
        if (version is not (1 or 3))
        {
            throw Fail(start, $"common entry of version {version}");
        }

        string augmentation = cursor.Text();
        (int codeAlign, int dataAlign) = ((int)cursor.Unsigned(), (int)cursor.Signed());
        _ = version == 1 ? cursor.U8() : cursor.Unsigned();
        (byte code, byte lsda, bool signal) = ((byte)0, EncodingOmitted, false);
        if (augmentation.StartsWith('z'))
        {
            int instructions = (int)cursor.Unsigned() + cursor.At;
            foreach (char letter in augmentation.AsSpan(1))
            {
                switch (letter)
                {
                    case 'R': code = cursor.U8(); break;
                    case 'L': lsda = cursor.U8(); break;
                    case 'S': signal = true; break;
                    default: throw Fail(start, $"augmentation '{augmentation}'");
                }
            }

            cursor.MoveTo(instructions);
        }
        else if (augmentation != "")
        {
            throw Fail(start, $"augmentation '{augmentation}'");
        }

        return new CommonFrame(codeAlign, dataAlign, cursor.At, Trimmed(cursor.At, cursor.End))
        {
            CodeEncoding = code, LsdaEncoding = lsda, HasAugmentationLength = augmentation.StartsWith('z'),
                IsSignalFrame = signal,
        };
    }

    private FrameEntry ReadEntry(ref FrameCursor cursor, CommonFrame common)
    {
        int start = cursor.At;
        Relocation code = RelocationHere(start) ?? throw Fail(start, "no relocation to its code");
        _ = cursor.Pointer(common.CodeEncoding);
        long length = cursor.Pointer((byte)(common.CodeEncoding & 0xF));
        if (length is < 0 or > int.MaxValue)
        {
            throw Fail(start, $"{length} bytes of code");
        }

        int lsda = 0;
        if (common.HasAugmentationLength)
        {
            int instructions = (int)cursor.Unsigned() + cursor.At;
            if (common.LsdaEncoding != EncodingOmitted && instructions > cursor.At)
            {
                lsda = RelocationHere(cursor.At)?.Symbol ?? 0;
            }

            cursor.MoveTo(instructions);
        }

        return new FrameEntry(code.Symbol, code.Addend, (int)length, lsda, common, cursor.At,
            Trimmed(cursor.At, cursor.End));
    }

    /// <summary>The relocation at file offset <paramref name="at"/>; tables are walked once, in order.</summary>
    private Relocation? RelocationHere(int at)
    {
        int count = _object.RelocationCount(_section);
        for (int tries = 0; tries < count; tries++, _relocation = (_relocation + 1) % count)
        {
            Relocation relocation = _object.RelocationAt(_section, _relocation);
            if (relocation.Offset == at - _start)
            {
                return relocation;
            }
        }

        return null;
    }

    /// <summary>Length without the DW_CFA_nop padding at the end.</summary>
    private int Trimmed(int from, int to)
    {
        while (to > from && _bytes[to - 1] == 0)
        {
            to--;
        }

        return to - from;
    }

    private ObjectException Fail(int at, string detail) =>
        new(ObjectError.BadFrameRecord, _object.File, $"{_object.Describe(_section)} offset {at - _start}: {detail}");

    /// <summary>A place in the section that cannot run past the record's end.</summary>
    private struct FrameCursor(EhFrame owner, int at, int end)
    {
        public int At = at;
        public readonly int End = end;

        public byte U8() => At < End ? owner._bytes[At++] : throw owner.Fail(At, "record ends too early");

        public uint U32() => (uint)(U8() | U8() << 8 | U8() << 16 | U8() << 24);

        public long Pointer(byte encoding) => (encoding & 0xF) switch
        {
            0x3 => U32(),
            0xB => (int)U32(),
            0x0 or 0x4 or 0xC => (long)(U32() | (ulong)U32() << 32),
            _ => throw owner.Fail(At, $"pointer encoding 0x{encoding:x2}"),
        };

        public void MoveTo(int at) =>
            At = at >= At && at <= End ? at : throw owner.Fail(At, "augmentation runs past the record");

        public string Text()
        {
            StringBuilder text = new();
            for (byte letter = U8(); letter != 0; letter = U8())
            {
                text.Append((char)letter);
            }

            return text.ToString();
        }

        public ulong Unsigned()
        {
            (ulong value, int shift) = (0UL, 0);
            byte next;
            do
            {
                next = U8();
                value |= (ulong)(next & 0x7F) << shift;
                shift += 7;
            }
            while (next >= 0x80 && shift < 63);
            return value;
        }

        public long Signed()
        {
            (long value, int shift) = (0L, 0);
            byte next;
            do
            {
                next = U8();
                value |= (long)(next & 0x7F) << shift;
                shift += 7;
            }
            while (next >= 0x80 && shift < 63);
            return (next & 0x40) != 0 && shift < 64 ? value | -1L << shift : value;
        }
    }
}
