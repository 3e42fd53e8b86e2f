package io.rootlessctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InitialisationTest {
    /** Initialises the other. */
    static final class Hen {
        static final Object EGG = new Egg();
    }

    static final class Egg {
        static final Object HEN = Hen.class.getName() + Hen.EGG;
    }

    /** Its constant's class is initialised after the interface, as this has a method with a body. */
    interface Nest {
        Nest EMPTY = new Built();

        default int eggs() {
            return 0;
        }
    }

    record Built() implements Nest {}

    /** Calls what it inherits. */
    static final class Chick extends Bird {
        static final Object VOICE = new Chick().voice();
    }

    static class Bird {
        Object voice() {
            return Song.OF;
        }
    }

    static final class Song {
        static final Object OF = Chick.VOICE;
    }

    @Test
    @DisplayName("no two classes wait for each other's initialisation: threads that look at the same time would hang for ever")
    void noCycle() throws IOException {
        var classes = Initialisations.of(Path.of("target/classes"));

        assertTrue(classes.count() > 500, () -> "found only " + classes.count() + " classes");
        assertEquals(List.of(), classes.cycles());
    }

    @Test
    @DisplayName("a cycle is found: through a constructor and a field, an interface's constant, an inherited method")
    void findsCycles() throws IOException {
        var classes = Initialisations.of(Path.of("target/test-classes/io/rootlessctl"));
        var me = InitialisationTest.class.getName().replace('.', '/');

        assertTrue(classes.cycles().contains(List.of(me + "$Egg", me + "$Hen")), () -> classes.cycles().toString());
        assertTrue(classes.cycles().contains(List.of(me + "$Built", me + "$Nest")), () -> classes.cycles().toString());
        assertTrue(classes.cycles().contains(List.of(me + "$Chick", me + "$Song")), () -> classes.cycles().toString());
    }
}
