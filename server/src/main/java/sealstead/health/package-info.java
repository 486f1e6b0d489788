/// What is wrong with the server now, in one place: `health/ready` reads it, and whatever finds a fault that lasts
/// writes it.
@NullMarked
package sealstead.health;

import org.jspecify.annotations.NullMarked;
