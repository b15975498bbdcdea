using System.Buffers.Binary;

namespace Theseus.Build.Injection;

/// <summary>
/// An empty drive that QEMU can keep snapshots of a machine in: its format qcow2, version 2 (QEMU,
/// docs/interop/qcow2.txt). The machine itself does not see it.
/// </summary>
public static class SnapshotDrive
{
    private const int ClusterBits = 16;
    private const int ClusterBytes = 1 << ClusterBits;
    private const int Clusters = 4; // header, table of counts, counts, table of tables
    private const uint Magic = 0x514649FB;
    private const uint Version = 2;
    private const long DriveBytes = 1 << 20;

    /// <summary>Writes one.</summary>
    public static void Write(string path)
    {
        byte[] file = new byte[Clusters * ClusterBytes];
        BinaryPrimitives.WriteUInt32BigEndian(file, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), ClusterBits);
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(24), DriveBytes);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(36), 1); // entries of the table of tables
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(40), 3 * ClusterBytes);
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(48), ClusterBytes);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(56), 1); // clusters of the table of counts
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(ClusterBytes), 2 * ClusterBytes);
        for (int cluster = 0; cluster < Clusters; cluster++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan((2 * ClusterBytes) + (2 * cluster)), 1);
        }

        File.WriteAllBytes(path, file);
    }
}
