package io.rootlessctl.model;

import java.util.OptionalLong;

/**
 * One id and what the other side has in its place.
 *
 * @param user whether it is a user's id, else a group's
 * @param fromContainer whether the id is one in a container, else one of the host
 * @param to empty where the other side has none
 */
public record IdTranslation(boolean user, boolean fromContainer, long id, OptionalLong to) {}
