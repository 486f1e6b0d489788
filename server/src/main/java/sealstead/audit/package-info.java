/// The audit trail: what was asked of the server, by whom and with what outcome, in CloudTrail's record format, chained
/// so that removal and change show.
@NullMarked
package sealstead.audit;

import org.jspecify.annotations.NullMarked;
