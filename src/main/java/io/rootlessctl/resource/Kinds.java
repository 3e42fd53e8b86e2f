package io.rootlessctl.resource;

import java.util.List;

/** All kinds, in the order of application: what a later one needs, an earlier one brings. */
public final class Kinds {
    public static final List<ResourceKind<?, ?>> ALL = List.of(
            new Surroundings(),
            new Packages(),
            new UserAccount(),
            new UserLimits(),
            new SubIdRanges(),
            new RootfulDocker(),
            new KernelModule(),
            new Sysctl(),
            new AppArmorProfile(),
            new BindCapability(),
            new Device(),
            new Delegation(),
            new Linger(),
            new DelegatedControllers(),
            new DataRoot(),
            new StaticPrograms(),
            new UserNetwork(),
            new TcpExposure(),
            new Certificates(),
            new DaemonJson(),
            new UserUnitFile(),
            new OverrideConf(),
            new DirectEnvironment(),
            new DockerContext(),
            new ShellStartup(),
            new SshAccess(),
            new Daemon(),
            new PublishedPorts(),
            new Lint());

    private Kinds() {}

    /** The names of the kinds that see to a key of the manifest, or to some below it. */
    public static List<String> managing(String key) {
        return ALL.stream().filter(kind -> kind.keys().stream().anyMatch(known ->
                known.equals(key) || known.startsWith(key + ".") || key.startsWith(known + ".")))
                .map(ResourceKind::name).toList();
    }

    /** The place of a kind in the order of application; a name that is none comes first, as what keeps it is read from. */
    public static int rank(String kind) {
        return ALL.stream().map(ResourceKind::name).toList().indexOf(kind);
    }
}
