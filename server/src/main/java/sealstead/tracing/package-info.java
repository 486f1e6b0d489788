/// Where the time of a request goes, told as OpenTelemetry has it. The rooms know nothing of it: what they are given is
/// wrapped, and where tracing is off it is not.
@NullMarked
package sealstead.tracing;

import org.jspecify.annotations.NullMarked;
