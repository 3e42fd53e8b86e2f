package io.rootlessctl.host.linux.write;

import io.rootlessctl.model.HostCommands;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.file.Path;

/** What root tells the kernel and process 1 through their tools: modules, AppArmor profiles, capabilities, units. */
final class KernelTools {
    private final HostTools tools;

    KernelTools(HostTools tools) {
        this.tools = tools;
    }

    void loadModule(String name) throws IOException {
        tools.change("kernel module " + name, HostCommands.loadModule(name));
    }

    void unloadModule(String name) throws IOException {
        tools.change("kernel module " + name, HostCommands.unloadModule(name));
    }

    void loadProfile(Path file) throws IOException {
        Trusted.require(file);
        tools.change("AppArmor profile " + file, HostCommands.loadProfile(file));
    }

    void unloadProfile(Path file) throws IOException {
        Trusted.require(file);
        tools.change("AppArmor profile " + file, HostCommands.unloadProfile(file));
    }

    void setCapabilities(Path file, String capabilities) throws IOException {
        Trusted.require(file);
        tools.change("capabilities of " + file, capabilities.isEmpty()
                ? HostCommands.dropCapabilities(file)
                : HostCommands.setCapabilities(file, capabilities));
    }

    void systemctl(Systemctl.Verb verb, String unit) throws IOException {
        tools.systemctl(("systemctl " + verb + " " + unit).strip(), verb, unit);
    }
}
