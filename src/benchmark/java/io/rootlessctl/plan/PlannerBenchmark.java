package io.rootlessctl.plan;

import io.rootlessctl.apply.Scene;
import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.LastApplied;
import io.rootlessctl.model.Plan;
import io.rootlessctl.resource.Declaration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a plan costs that nothing has to be read for: on a host in memory, for some users with a running daemon each, of
 * whom some have a daemon to restart.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlannerBenchmark {
    private static final String SETTINGS = """
            schema = 1
            [daemon]
            manager = "direct"
            [client]
            context = "rootless"
            shell = ["bash"]
            """;

    @Param({"1", "10", "50", "200"})
    int users;

    /** Of a hundred users, those whose file has changed. */
    @Param({"0", "100"})
    int changed;

    private FakeHost host;
    private Declaration declaration;
    private LastApplied last;

    @Setup
    public void apply() {
        host = FakeHost.debian();
        IntStream.range(0, users).forEach(number -> host.user("user" + number, 2000 + number));
        Scene.of(host, manifest(0)).applied();
        var scene = Scene.of(host, manifest(changed));
        declaration = scene.declaration();
        last = scene.last();
    }

    private String manifest(int percent) {
        return SETTINGS + IntStream.range(0, users).mapToObj(number -> "[[users]]\nname = \"user" + number + "\"\n"
                + "network.mtu = " + (number * 100 < users * percent ? 1400 : 1500) + "\n").collect(Collectors.joining());
    }

    @Benchmark
    public Plan plan() {
        return new Planner(host).plan(declaration, last);
    }
}
