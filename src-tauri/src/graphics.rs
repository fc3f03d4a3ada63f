//! Drawing without a graphics processor, where there is none.
//!
//! WebKitGTK paints a page with OpenGL. Without a graphics processor Mesa does that in software: it translates each
//! shader and runs it on the processor, for a slower first picture and tens of megabytes more. So there the page is
//! painted by the processor outright; only its layers are put together as before.

use std::ffi::OsStr;
use std::path::Path;

/// Where the kernel's own drivers have a `renderD…` for each graphics processor that a program can draw with.
const DRIVERS: &str = "dev/dri";
/// What NVIDIA's driver has, and Windows around WSL.
const OTHERS: [&str; 2] = ["dev/nvidiactl", "dev/dxg"];
/// WebKitGTK reads it in the process of the page, which inherits it. Versions before 2.46 paint so anyway.
const PAINT_ON_PROCESSOR: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";

/// Has pages painted in the way that suits this computer. What the user has set stays. Call it before there is
/// another thread. A failure only costs speed.
pub(crate) fn suit() {
    if !has_processor(Path::new("/"), std::env::var_os("LIBGL_ALWAYS_SOFTWARE").as_deref())
        && let Err(error) = glib::setenv(PAINT_ON_PROCESSOR, "1", false)
    {
        tracing::debug!(%error, "pages are painted as if there were a graphics processor");
    }
}

/// `software` is the variable by which Mesa is told to use none.
fn has_processor(root: &Path, software: Option<&OsStr>) -> bool {
    if software.is_some_and(|value| value == "1" || value == "true") {
        return false;
    }
    let render_node = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("renderD");
    OTHERS.iter().any(|device| root.join(device).exists())
        || std::fs::read_dir(root.join(DRIVERS))
            .is_ok_and(|entries| entries.filter_map(Result::ok).any(render_node))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graphics_processor_is_known_by_its_device() {
        let cases: [(&[&str], bool); 5] = [
            (&[], false),
            // A screen and nothing that draws.
            (&["dev/dri/card0"], false),
            (&["dev/dri/card0", "dev/dri/renderD128"], true),
            (&["dev/nvidiactl"], true),
            (&["dev/dxg"], true),
        ];
        for (devices, there) in cases {
            let root = tempfile::tempdir().unwrap();
            for device in devices {
                let path = root.path().join(device);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "").unwrap();
            }
            assert_eq!(has_processor(root.path(), None), there, "{devices:?}");
            assert!(!has_processor(root.path(), Some(OsStr::new("1"))), "{devices:?}");
        }
    }
}
