"""A tray for python-dbusmock: takes every icon, and says that somebody shows them."""

BUS_NAME = "org.kde.StatusNotifierWatcher"
MAIN_OBJ = "/StatusNotifierWatcher"
MAIN_IFACE = "org.kde.StatusNotifierWatcher"
SYSTEM_BUS = False


def load(mock, _parameters):
    mock.AddMethods(
        MAIN_IFACE,
        [
            ("RegisterStatusNotifierItem", "s", "", ""),
            ("RegisterStatusNotifierHost", "s", "", ""),
        ],
    )
    mock.AddProperties(MAIN_IFACE, {"IsStatusNotifierHostRegistered": True})
