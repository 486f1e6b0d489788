package sealstead.auth.oidc;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/// Which addresses belong to the public Internet. Everything else may be somebody's inside (RFC 6890).
final class PublicAddress {
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xFF, (byte) 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] DOCUMENTATION = {0x20, 0x01, 0x0D, (byte) 0xB8};

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address four -> isPublic(four.getAddress(), 0);
            case Inet6Address six -> isPublicSix(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        int third = bytes[at + 2] & 0xFF;
        boolean reserved = first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 100 && second >= 64 && second < 128)
                || (first == 169 && second == 254)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 192 && second == 88 && third == 99)
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        return !reserved;
    }

    /// Only global unicast (2000::/3) without what is set aside or leads into IPv4 by a relay (Teredo, 6to4), and the
    /// well-known prefix of NAT64 (64:ff9b::/96) before an IPv4 address that is public itself. The local prefix of
    /// NAT64 (64:ff9b:1::/48) is a network's own, as is everything else outside.
    private static boolean isPublicSix(byte[] bytes) {
        if (startsWith(bytes, NAT64)) {
            return isPublic(bytes, NAT64.length);
        }
        boolean globalUnicast = (bytes[0] & 0xE0) == 0x20;
        boolean protocolAssignments = bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xFE) == 0;
        boolean documentation = startsWith(bytes, DOCUMENTATION)
                || (bytes[0] == 0x3F && bytes[1] == (byte) 0xFF && (bytes[2] & 0xF0) == 0);
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean sixBone = bytes[0] == 0x3F && bytes[1] == (byte) 0xFE;
        boolean isatap = (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == (byte) 0xFE;
        return globalUnicast && !protocolAssignments && !documentation && !sixToFour && !sixBone && !isatap;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
