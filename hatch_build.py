"""Tags the wheel for the platform whose native parts it carries."""

import os
import sysconfig

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlatformTag(BuildHookInterface):
    """The wheel holds native code for one platform, which scripts/wheel.ts names, and runs on any Python 3 there."""

    def initialize(self, version, build_data):
        here = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        platform = os.environ.get("TISSUEBOOK_WHEEL_PLATFORM", here)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
