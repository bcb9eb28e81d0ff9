export { noticeModule } from './module';
