import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { Registry } from 'prom-client';
import { tokenSigner } from './kernel/auth/access-token.ts';
import { authenticator } from './kernel/auth/authenticate.ts';
import type { Context } from './kernel/http/context.ts';
import { serveDocs } from './kernel/http/docs-page.ts';
import { answerProblems } from './kernel/http/errors.ts';
import { describeApi } from './kernel/http/openapi.ts';
import { addPlatformRoutes } from './kernel/http/platform.ts';
import { guard } from './kernel/http/route.ts';
import { secureAnswers } from './kernel/http/security-headers.ts';
import { leadBrowsersToApp } from './kernel/http/shell-page.ts';
import { serveStaffApp } from './kernel/http/staff-app.ts';
import { requestIds, watchTraffic } from './kernel/http/traffic.ts';
import { addAppointmentRoutes } from './rooms/appointments/routes.ts';
import { mountBoard } from './rooms/board/routes.ts';
import { mountBooking } from './rooms/booking/routes.ts';
import { mountBookingPage } from './rooms/booking-page/routes.ts';
import { mountChangeCalendar } from './rooms/change-calendar/routes.ts';
import { mountChanges } from './rooms/changes/routes.ts';
import { mountDirectory } from './rooms/directory/routes.ts';
import { mountDowntime } from './rooms/downtime/routes.ts';
import { mountHolidays } from './rooms/holidays/routes.ts';
import { mountMyCalendar } from './rooms/my-calendar/routes.ts';
import { mountSchedules } from './rooms/schedules/routes.ts';
import { mountShifts } from './rooms/shifts/routes.ts';
import { mountApiClients } from './rooms/sign-in/client-routes.ts';
import { addSignInRoutes } from './rooms/sign-in/routes.ts';
import { mountStatusPage } from './rooms/status-page/routes.ts';
import { mountReckoning } from './rooms/timesheets/reckoning-routes.ts';
import { mountTimesheets } from './rooms/timesheets/routes.ts';
import { mountWorkdays } from './rooms/workdays/routes.ts';
import { speakDialect, withoutApiPrefix } from './wire/plugin.ts';

/** Builds the server: the table of contents of the product. */
export async function buildApp(context: Context): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: context.log,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 200 },
    rewriteUrl: withoutApiPrefix,
    bodyLimit: 5 * 1024 * 1024,
    trustProxy: context.config.trustProxy > 0 && ((_address, hop) => hop < context.config.trustProxy),
    genReqId: requestIds(),
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance;
  const signer = await tokenSigner(context.database, context.now());
  const authenticate = authenticator(context, signer);
  const registry = new Registry();
  watchTraffic(app, context, registry);
  secureAnswers(app);
  leadBrowsersToApp(app);
  speakDialect(app);
  answerProblems(app);
  guard(app, authenticate);
  app.decorate('forgetCallers', authenticate.forget);
  await describeApi(app);
  serveDocs(app);
  addPlatformRoutes(app, context, registry);
  await serveStaffApp(app);
  await addSignInRoutes(app, context, signer);
  mountApiClients(app, context);
  mountDirectory(app, context);
  mountChanges(app, context);
  addAppointmentRoutes(app, context);
  mountSchedules(app, context);
  mountShifts(app, context);
  await mountBookingPage(app, context, signer);
  mountWorkdays(app, context);
  mountHolidays(app, context);
  mountChangeCalendar(app, context);
  mountBooking(app, context);
  mountReckoning(app, context);
  mountTimesheets(app, context);
  mountBoard(app, context, authenticate);
  await mountMyCalendar(app, context, signer);
  mountDowntime(app, context);
  await mountStatusPage(app, context);
  return app;
}
