#include "cli/serve_rooms.hpp"

namespace vchat::cli {

void add_rooms_options(CLI::App& app, server::AdmissionConfig& admission) {
  constexpr const char* group = "Rooms and people";
  app.add_option("--rooms", admission.rooms_file, "What counts for which room; read again on SIGHUP")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--only-configured-rooms", admission.only_configured_rooms, "No room but those of --rooms")
      ->group(group);
  app.add_option("--token-key", admission.token_key_file,
                 "What tokens are checked with: a secret of at least 32 bytes, or a public key in PEM")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--token-audience", admission.token_audience, "Whom a token must be for (its claim `aud`)")
      ->type_name("WHO")
      ->capture_default_str()
      ->group(group);
}

}  // namespace vchat::cli
