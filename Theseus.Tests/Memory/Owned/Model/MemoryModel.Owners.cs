using Theseus.Memory;

namespace Theseus.Tests.Memory.Owned.Model;

// SAFETY: as MemoryModel.cs says.
internal sealed unsafe partial class MemoryModel
{
    /// <summary>Seldom: everything that one owner holds is released for it, and its handles are stale.</summary>
    private void EndOwner(Operation step)
    {
        if (step.A % 16 != 0)
        {
            return;
        }

        MemoryOwner owner = Owner(step.B);
        List<PageHolding> mappings = _mappings.FindAll(held => held.Owner == owner);
        List<PageHolding> pages = _pageHoldings.FindAll(held => held.Owner == owner);
        List<FrameHolding> frames = _frameHoldings.FindAll(held => held.Owner == owner);
        List<DeviceHolding> devices = _deviceHoldings.FindAll(held => held.Owner == owner);
        int released = OwnerEnd.ReleaseAll(owner);
        Require(released
            == mappings.Count + pages.Count + frames.Count + devices.Count
            + devices.Count(device => device.Mapping != null));
        mappings.ForEach(ForgetMapping);
        frames.ForEach(held => ForgetFrames(held, isFreed: true));
        devices.ForEach(ForgetDevice);
        foreach (PageHolding held in pages)
        {
            _pageHoldings.Remove(held);
            FreePages(held, PageState.Allocated);
        }

        Require(owner.Pages == 0);
    }
}
