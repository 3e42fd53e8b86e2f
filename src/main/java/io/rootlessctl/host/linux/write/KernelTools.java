package io.rootlessctl.host.linux.write;

import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What root tells the kernel and process 1 through their tools: modules, AppArmor profiles, capabilities, units. */
final class KernelTools {
    private final HostTools tools;

    KernelTools(HostTools tools) {
        this.tools = tools;
    }

    void loadModule(String name) throws IOException {
        tools.change("kernel module " + name, List.of("modprobe", "--", name));
    }

    void unloadModule(String name) throws IOException {
        tools.change("kernel module " + name, List.of("modprobe", "-r", "--", name));
    }

    void loadProfile(Path file) throws IOException {
        Trusted.require(file);
        tools.change("AppArmor profile " + file, List.of("apparmor_parser", "--replace", file.toString()));
    }

    void unloadProfile(Path file) throws IOException {
        Trusted.require(file);
        tools.change("AppArmor profile " + file, List.of("apparmor_parser", "--remove", file.toString()));
    }

    void setCapabilities(Path file, String capabilities) throws IOException {
        Trusted.require(file);
        tools.change("capabilities of " + file, capabilities.isEmpty()
                ? List.of("setcap", "-r", file.toString())
                : List.of("setcap", capabilities, file.toString()));
    }

    void systemctl(Systemctl.Verb verb, String unit) throws IOException {
        var argv = new ArrayList<>(List.of("systemctl", "--no-ask-password", verb.toString()));
        if (verb != Systemctl.Verb.DAEMON_RELOAD) {
            argv.addAll(List.of("--", unit));
        }
        tools.change(("systemctl " + verb + " " + unit).strip(), argv);
    }
}
