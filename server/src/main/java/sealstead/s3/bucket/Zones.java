package sealstead.s3.bucket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The zones that this server has directory buckets in.
///
/// @param all in the order of the setting
public record Zones(List<Zone> all) {
    private static final String LOCAL = "local:";
    private static final int ZONES_OF_A_REGION = 6;

    public Zones {
        all = List.copyOf(all);
    }

    /// Reads the setting: ids of zones, with `local:` before those of Local Zones.
    ///
    /// @throws IllegalArgumentException if one is no id of a zone
    public static Zones parse(List<String> ids) {
        var zones = new ArrayList<Zone>();
        for (var text : ids) {
            boolean local = text.startsWith(LOCAL);
            var id = local ? text.substring(LOCAL.length()) : text;
            if (!id.matches("[a-z0-9]+(-[a-z0-9]+)+")) {
                throw new IllegalArgumentException(text);
            }
            zones.add(new Zone(id, local ? Zone.Type.LOCAL_ZONE : Zone.Type.AVAILABILITY_ZONE));
        }
        return new Zones(zones);
    }

    /// Six Availability Zones for each region, `use1-az1` to `use1-az6` for `us-east-1`, and one Local Zone,
    /// `use1-lax1-az1`.
    public static Zones of(List<String> regions) {
        var zones = new ArrayList<Zone>();
        for (var region : regions) {
            var code = code(region);
            for (int number = 1; number <= ZONES_OF_A_REGION; number++) {
                zones.add(new Zone(code + "-az" + number, Zone.Type.AVAILABILITY_ZONE));
            }
            zones.add(new Zone(code + "-lax1-az1", Zone.Type.LOCAL_ZONE));
        }
        return new Zones(zones);
    }

    /// How a region is abbreviated in the ids of its zones: `ap-northeast-1` is `apne1`.
    static String code(String region) {
        var code = new StringBuilder();
        for (var word : region.split("-")) {
            code.append(
                    switch (word) {
                        case "northeast" -> "ne";
                        case "northwest" -> "nw";
                        case "southeast" -> "se";
                        case "southwest" -> "sw";
                        default -> code.isEmpty() ? word : word.substring(0, 1);
                    });
        }
        return code.toString();
    }

    /// The zone of that id, if this server has it in `region`.
    public Optional<Zone> find(String id, String region, List<String> regions) {
        boolean elsewhere = regions.stream()
                .filter(other -> !other.equals(region))
                .anyMatch(other -> id.startsWith(code(other) + "-"));
        return all.stream().filter(zone -> zone.id().equals(id) && !elsewhere).findFirst();
    }
}
