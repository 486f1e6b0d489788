/// Tests of the audit trail on real files and a real store, on disks that are full, stand still or were tampered
/// with.
@NullMarked
package sealstead.audit;

import org.jspecify.annotations.NullMarked;
