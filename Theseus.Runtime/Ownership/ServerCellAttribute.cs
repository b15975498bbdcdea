namespace Theseus;

/// <summary>
/// The assembly serves clients, and keeps what it knows of them with them, not in its statics (THS0009).
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ServerCellAttribute : Attribute;
