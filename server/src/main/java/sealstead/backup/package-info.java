/// Copies of a store that runs, in another place, and stores made of them again (docs/format.md, "Backups").
@NullMarked
package sealstead.backup;

import org.jspecify.annotations.NullMarked;
