/// The web console: files that a browser gets, and nothing else. What they do there they ask of the other doors,
/// signed by whoever uses them.
@NullMarked
package sealstead.console;

import org.jspecify.annotations.NullMarked;
