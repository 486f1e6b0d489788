/// The shape of the house, as tests.
@NullMarked
package sealstead.server;

import org.jspecify.annotations.NullMarked;
