import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StorageModule } from '../storage/storage.module.js';
import { DocumentEntity } from './document.entity.js';
import { DocumentPictures } from './document-pictures.service.js';
import { DocumentsRepository } from './documents.repository.js';
import { DocumentsService } from './documents.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DocumentEntity]), StorageModule],
  providers: [DocumentsRepository, DocumentPictures, DocumentsService],
  exports: [DocumentsService],
})
export class DocumentsModule {}
