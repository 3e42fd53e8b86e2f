package io.rootlessctl.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {

    @Test
    void bySmallestFirstAndEqualOnesAsTheyStood() {
        assertEquals(List.of("b", "d", "aa", "cc"), List.of("aa", "b", "cc", "d").stream().sorted(Order.by(String::length)).toList());
        assertEquals(List.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE),
                List.of(Long.MAX_VALUE, 0L, Long.MIN_VALUE).stream().sorted(Order.by(number -> number)).toList());
    }

    @Test
    void lastAreThoseOfWhichItIsSo() {
        assertEquals(List.of(1, 3, 2, 4), List.of(1, 2, 3, 4).stream().sorted(Order.last(number -> number % 2 == 0)).toList());
    }
}
