package sealstead.wire;

import java.util.Optional;

/// A range of IP addresses such as `203.0.113.0/24` or `2001:db8::/32`, parsed without asking any name service. An
/// IPv4 address written as IPv6 (`::ffff:203.0.113.7`) is the IPv4 address.
///
/// @param high the upper half of the address as IPv6; zero for IPv4
/// @param bits how many leading bits count
public record AddressRange(boolean ipv4, long high, long low, int bits) {
    /// Reads an address, which is a range of one, or a range.
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        var found = address.indexOf(':') >= 0 ? ipv6(address) : ipv4(address);
        if (slash < 0 || found.isEmpty()) {
            return found;
        }
        var whole = found.get();
        int most = address.indexOf(':') >= 0 ? 128 : 32;
        int bits = number(text.substring(slash + 1), most);
        if (bits < 0) {
            return Optional.empty();
        }
        if (whole.ipv4 && most == 128) {
            // A range of mapped addresses that is wider than IPv4 itself stays one of IPv6.
            return bits >= 96
                    ? Optional.of(new AddressRange(true, 0, whole.low, bits - 96))
                    : Optional.of(new AddressRange(false, 0, 0xffff_0000_0000L | whole.low, bits));
        }
        return Optional.of(new AddressRange(whole.ipv4, whole.high, whole.low, bits));
    }

    public boolean contains(AddressRange address) {
        if (ipv4 != address.ipv4) {
            return false;
        }
        int width = ipv4 ? 32 : 64;
        if (!ipv4 && bits > 64) {
            return high == address.high && same(low, address.low, bits - 64, 64);
        }
        return ipv4 ? same(low, address.low, bits, width) : same(high, address.high, bits, width);
    }

    private static boolean same(long one, long other, int bits, int width) {
        return bits == 0 || (one ^ other) >>> (width - bits) == 0;
    }

    private static Optional<AddressRange> ipv4(String text) {
        long value = quads(text);
        return value < 0 ? Optional.empty() : Optional.of(new AddressRange(true, 0, value, 32));
    }

    private static long quads(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return -1;
        }
        long value = 0;
        for (var part : parts) {
            int number = number(part, 255);
            if (number < 0) {
                return -1;
            }
            value = (value << 8) | number;
        }
        return value;
    }

    private static int number(String digits, int most) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int value = Integer.parseInt(digits);
        return value <= most ? value : -1;
    }

    private static Optional<AddressRange> ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::") || text.contains(":::")) {
            return Optional.empty();
        }
        var groups = new int[8];
        int before = groups(gap < 0 ? text : text.substring(0, gap), groups, 0, gap < 0);
        if (before < 0 || (gap < 0 && before != 8)) {
            return Optional.empty();
        }
        if (gap >= 0) {
            var tail = new int[8];
            int after = groups(text.substring(gap + 2), tail, 0, true);
            if (after < 0 || before + after > 7) {
                return Optional.empty();
            }
            System.arraycopy(tail, 0, groups, 8 - after, after);
        }
        long high = half(groups, 0);
        long low = half(groups, 4);
        if (high == 0 && low >>> 32 == 0xffff) {
            return Optional.of(new AddressRange(true, 0, low & 0xffff_ffffL, 32));
        }
        return Optional.of(new AddressRange(false, high, low, 128));
    }

    private static long half(int[] groups, int from) {
        return ((long) groups[from] << 48)
                | ((long) groups[from + 1] << 32)
                | ((long) groups[from + 2] << 16)
                | groups[from + 3];
    }

    /// Reads groups of hex digits; the last two may be written as IPv4.
    ///
    /// @return how many there are now, or -1
    private static int groups(String text, int[] into, int count, boolean last) {
        if (text.isEmpty()) {
            return count;
        }
        int filled = count;
        var parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            var part = parts[i];
            if (last && i == parts.length - 1 && part.indexOf('.') >= 0) {
                long quads = quads(part);
                if (quads < 0 || filled > 6) {
                    return -1;
                }
                into[filled++] = (int) (quads >>> 16);
                into[filled++] = (int) (quads & 0xffff);
            } else if (filled < 8 && !part.isEmpty() && part.length() <= 4 && isHex(part)) {
                into[filled++] = Integer.parseInt(part, 16);
            } else {
                return -1;
            }
        }
        return filled;
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(letter -> Character.digit(letter, 16) >= 0 && letter < 128);
    }
}
