/// Configuration, wiring and life of the process: sees all rooms, is seen by none but the command line.
@NullMarked
package sealstead.server;

import org.jspecify.annotations.NullMarked;
