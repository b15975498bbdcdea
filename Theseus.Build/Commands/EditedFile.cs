namespace Theseus.Build.Commands;

/// <summary>
/// A file of the tree that a command edits for a while. It is as it was afterwards, also where the command is stopped.
/// </summary>
public sealed class EditedFile : IDisposable
{
    private readonly string _file;
    private readonly string _original;
    private readonly EndingSignals _signals;

    public EditedFile(string file)
    {
        (_file, _original) = (file, File.ReadAllText(file));
        _signals = new EndingSignals(Restore);
    }

    /// <summary>Puts a text behind the file's own.</summary>
    public void Append(string text) => File.WriteAllText(_file, _original + text);

    /// <summary>Puts a text in the place of another, which stands in the file once.</summary>
    /// <exception cref="BuildException"><c>BadEdit</c>: it does not.</exception>
    public void Replace(string what, string with)
    {
        if (_original.Split(what).Length != 2)
        {
            throw new BuildException("BadEdit", $"'{what}' does not stand in {_file} once");
        }

        File.WriteAllText(_file, _original.Replace(what, with, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _signals.Dispose();
        Restore();
    }

    private void Restore() => File.WriteAllText(_file, _original);
}
