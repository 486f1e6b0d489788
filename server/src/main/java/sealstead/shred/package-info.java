/// Certificates of what became unreadable when key material was destroyed.
@NullMarked
package sealstead.shred;

import org.jspecify.annotations.NullMarked;
